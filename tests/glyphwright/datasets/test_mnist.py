import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from glyphwright.datasets import fetch_mnist, load_mnist
from glyphwright.datasets import mnist as module
from glyphwright.errors import DamagedInputError, FileAccessError, UnsupportedFormatError

IMAGES = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)
LABELS = np.array([7, 0, 9], dtype=np.uint8)
CONTENTS = {"a.gz": b"first", "b.gz": b"second one"}


@pytest.mark.parametrize(
    "names", ["{}-images-idx3-ubyte {}-labels-idx1-ubyte", "{}-images.idx3-ubyte {}-labels.idx1-ubyte"]
)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_files_are_found_by_any_of_their_names(
    tmp_path: Path, write_idx: Callable[..., None], names: str, suffix: str
) -> None:
    images, labels = (tmp_path / (name + suffix) for name in names.format("t10k", "t10k").split())
    write_idx(images, IMAGES)
    write_idx(labels, LABELS)
    data = load_mnist(tmp_path, "test")
    assert (data.name, data.texts, data.classes) == ("mnist", ("7", "0", "9"), tuple("0123456789"))
    assert (data.images == IMAGES).all()
    assert data.labels.tolist() == [7, 0, 9]


def test_each_part_has_its_own_files(tmp_path: Path, write_idx: Callable[..., None]) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", IMAGES)
    write_idx(tmp_path / "train-labels-idx1-ubyte", LABELS)
    assert len(load_mnist(tmp_path, "train")) == 3
    with pytest.raises(FileAccessError, match=r"t10k-images-idx3-ubyte: there is no such file, nor .*\.gz"):
        load_mnist(tmp_path, "test")


def test_as_many_labels_as_images(tmp_path: Path, write_idx: Callable[..., None]) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", IMAGES)
    write_idx(tmp_path / "train-labels-idx1-ubyte", LABELS[:2])
    with pytest.raises(DamagedInputError, match="has 2 labels for 3 images in train-images-idx3-ubyte"):
        load_mnist(tmp_path, "train")


def test_labels_are_digits(tmp_path: Path, write_idx: Callable[..., None]) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", IMAGES)
    write_idx(tmp_path / "train-labels-idx1-ubyte", np.array([1, 10, 2], dtype=np.uint8))
    with pytest.raises(DamagedInputError, match="label 10 of image 1 is outside 0 to 9"):
        load_mnist(tmp_path, "train")


def test_images_in_the_place_of_labels_are_refused(tmp_path: Path, write_idx: Callable[..., None]) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", IMAGES)
    write_idx(tmp_path / "train-labels-idx1-ubyte", IMAGES)
    with pytest.raises(UnsupportedFormatError, match="train-labels-idx1-ubyte: is no IDX file of labels"):
        load_mnist(tmp_path, "train")


def test_the_originals_are_four_files_with_hashes_on_two_mirrors() -> None:
    mirrors, files = module._originals()
    assert len(mirrors) == 2
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in mirrors)
    assert len({file.name for file in files} & module._names()) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", file.sha256) for file in files)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What the addresses give; everything else cannot be reached."""
    files = tuple(
        module._File(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in CONTENTS.items()
    )
    monkeypatch.setattr(module, "_originals", lambda: (("https://one/", "https://two/"), files))
    answers: dict[str, bytes] = {}

    def fetch(address: str, *, max_bytes: int) -> bytes:
        if address not in answers:
            raise FileAccessError(f"{address}: cannot be reached")
        return answers[address][: max_bytes + 1]

    monkeypatch.setattr(module, "fetch", fetch)
    return answers


def test_each_file_comes_from_the_first_mirror_that_has_it(tmp_path: Path, served: dict[str, bytes]) -> None:
    served.update(
        {"https://one/a.gz": b"first", "https://one/b.gz": b"a wrong file", "https://two/b.gz": b"second one"}
    )
    paths = fetch_mnist(tmp_path / "new" / "folder")
    assert {path.name: path.read_bytes() for path in paths} == CONTENTS
    assert sorted(path.name for path in paths[0].parent.iterdir()) == ["a.gz", "b.gz"]


def test_what_is_there_is_not_downloaded_again(tmp_path: Path, served: dict[str, bytes]) -> None:
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    assert [path.name for path in fetch_mnist(tmp_path)] == list(CONTENTS)
    assert served == {}


def test_another_file_of_that_name_is_kept(tmp_path: Path, served: dict[str, bytes]) -> None:
    (tmp_path / "a.gz").write_bytes(b"mine")
    with pytest.raises(FileAccessError, match=r"a\.gz: is there already, but is not the original"):
        fetch_mnist(tmp_path)
    assert (tmp_path / "a.gz").read_bytes() == b"mine"


def test_wrong_files_and_silent_mirrors_leave_nothing_behind(tmp_path: Path, served: dict[str, bytes]) -> None:
    served["https://two/a.gz"] = b"wrong"
    with pytest.raises(
        FileAccessError, match=r"a\.gz: no mirror gives this file \(.*one.*reached; .*two.*another file"
    ):
        fetch_mnist(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    file = module._File("a.gz", 5, "0" * 64)
    monkeypatch.setattr(module, "_originals", lambda: (("http://127.0.0.1:1/",), (file,)))
    with pytest.raises(FileAccessError, match=r"cannot be reached.*go online, or download the file elsewhere"):
        fetch_mnist(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, served: dict[str, bytes]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileAccessError, match=r"file/a\.gz: cannot be written"):
        fetch_mnist(tmp_path / "file")
