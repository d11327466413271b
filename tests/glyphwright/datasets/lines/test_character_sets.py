from pathlib import Path

import numpy as np
import pytest

from glyphwright.datasets import LabelledImages
from glyphwright.datasets.lines import character_sets
from glyphwright.datasets.lines.character_sets import holds_dhcd, holds_svhn, read_dhcd, read_svhn
from glyphwright.datasets.splits import Split
from glyphwright.geometry import Box


@pytest.fixture
def svhn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files are those of test_svhn.py; here their reader is replaced."""

    def load(folder: Path, split: Split) -> LabelledImages:
        image = np.random.default_rng(0).integers(0, 255, (20, 50), dtype=np.uint8)
        boxes = (Box(-2, 3, 10, 18), Box(12, 2, 22, 19))
        return LabelledImages("svhn-full", (image,), (f"1{len(split)}",), tuple("0123456789"), (boxes,))

    monkeypatch.setattr(character_sets, "load_svhn_full", load)
    for part in ("train", "test"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "digitStruct.mat").touch()
    return tmp_path


def test_whole_numbers_stand_in_the_box_around_their_digits(svhn: Path) -> None:
    first, second = read_svhn(svhn)
    assert (first.text, first.polygon, first.name) == ("15", Box(0, 2, 22, 19).polygon, f"{svhn}#train.1")
    assert np.array_equal(first.pixels(), first.image()[2:19, :22])
    assert second.text == "14"
    assert holds_svhn(svhn)
    assert holds_svhn(svhn / "train" / "digitStruct.mat")
    assert len(read_svhn(svhn / "train" / "digitStruct.mat")) == 2


def test_one_part_alone_is_read_where_the_other_is_missing(svhn: Path) -> None:
    (svhn / "test" / "digitStruct.mat").unlink()
    assert [line.text for line in read_svhn(svhn)] == ["15"]


def test_devanagari_characters_are_lines_of_one(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 255, (46, 32, 32), dtype=np.uint8)
    labels = np.arange(46)
    np.savez(tmp_path / "dhcd.npz", arr_0=images, arr_1=labels, arr_2=images[:2], arr_3=labels[:2])
    assert holds_dhcd(tmp_path)
    lines = read_dhcd(tmp_path / "dhcd.npz")
    assert len(lines) == 48
    assert (lines[0].text, lines[33].text, lines[47].text, lines[0].polygon) == ("क", "क्ष", "ख", None)
    assert np.array_equal(lines[5].pixels(), images[5])
