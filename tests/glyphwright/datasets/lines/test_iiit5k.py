import sys
from pathlib import Path

import numpy as np
import pytest

from glyphwright.datasets.lines.iiit5k import holds_iiit5k, read_iiit5k
from glyphwright.errors import DamagedInputError, FileAccessError, MissingDependencyError


def write(folder: Path, part: str, words: dict[str, str]) -> Path:
    """As MATLAB stores it: a row of structures."""
    scipy_io = pytest.importorskip("scipy.io")
    fields = [("ImgName", object), ("GroundTruth", object), ("smallLexi", object)]
    rows = np.array([[(name, text, np.array(["A", "B"], object)) for name, text in words.items()]], dtype=fields)
    path = folder / f"{part}data.mat"
    scipy_io.savemat(path, {f"{part}data": rows}, do_compression=True)
    return path


@pytest.fixture
def iiit5k(tmp_path: Path, draw) -> Path:
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "1.png").write_bytes(draw())
    write(tmp_path, "train", {"train/1.png": "YOU", "train/2.png": "4377"})
    write(tmp_path, "test", {"test/3.png": "Home"})
    return tmp_path


def test_words_of_both_parts_are_read(iiit5k: Path) -> None:
    lines = read_iiit5k(iiit5k)
    assert [line.text for line in lines] == ["Home", "YOU", "4377"]
    assert [line.text for line in read_iiit5k(iiit5k / "traindata.mat")] == ["YOU", "4377"]
    assert lines[1].pixels().shape == (20, 60)
    assert holds_iiit5k(iiit5k)
    with pytest.raises(FileAccessError, match=r"train/2\.png \(of .*traindata\.mat#2\)"):
        lines[2].pixels()


def test_pictures_may_lie_in_one_folder_with_the_file(iiit5k: Path) -> None:
    (iiit5k / "train" / "1.png").rename(iiit5k / "1.png")
    assert read_iiit5k(iiit5k / "traindata.mat")[0].source == iiit5k / "1.png"


@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_a_file_that_is_cut_short_is_named(iiit5k: Path, share: float) -> None:
    path = iiit5k / "traindata.mat"
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(DamagedInputError, match=r"traindata\.mat: is cut short or not of IIIT5K"):
        read_iiit5k(path)


def test_a_file_of_another_set_is_named(tmp_path: Path) -> None:
    scipy_io = pytest.importorskip("scipy.io")
    scipy_io.savemat(tmp_path / "testdata.mat", {"testdata": np.eye(2)})
    with pytest.raises(DamagedInputError, match="not of IIIT5K"):
        read_iiit5k(tmp_path)
    (tmp_path / "testdata.mat").unlink()
    with pytest.raises(FileAccessError, match=r"has no traindata\.mat"):
        read_iiit5k(tmp_path)


def test_what_to_install_is_said(iiit5k: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.io", None)
    with pytest.raises(MissingDependencyError, match="needs SciPy"):
        read_iiit5k(iiit5k)
