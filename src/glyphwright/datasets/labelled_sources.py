"""A path of any labelled-image set → LabelledImages, by what lies there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from glyphwright.datasets.devanagari import holds_devanagari, load_devanagari
from glyphwright.datasets.emnist import emnist_part, holds_emnist, load_emnist
from glyphwright.datasets.image_folder import LABELS_FILE, holds_labels, load_image_folder
from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.datasets.mnist import holds_mnist, is_mnist, load_mnist
from glyphwright.datasets.splits import Split, list_folder
from glyphwright.datasets.svhn import DIGIT_STRUCT, holds_cropped, holds_full, load_svhn_cropped, load_svhn_full
from glyphwright.errors import FileAccessError, OptionError, UnsupportedFormatError


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an error says was looked for, whether it is in a folder, and what reads the folder."""

    files: str
    is_in: Callable[[Path], bool]
    load: Callable[[Path, Split], LabelledImages]


def open_labelled(spec: str | Path, split: Split, *, size: int = 28) -> LabelledImages:
    """Read one part of whichever data set lies at a path.

    Args:
        spec: A folder that holds MNIST, a part of EMNIST, SVHN (cropped or full), DHCD, or labelled pictures; the .npz
            of DHCD; or a file that tells the set, such as labels.csv or emnist-letters-train-images-idx3-ubyte.gz,
            which stands for its folder and chooses where that has several sets.
        split: "train" or "test".
        size: To which a folder of pictures of any sizes is made; the public sets keep theirs.

    Raises:
        OptionError: The split is another, or several parts of EMNIST are there.
        FileAccessError: Something is missing or cannot be read.
        UnsupportedFormatError: Nothing that is known lies there.
        InputError, MissingDependencyError: As the module of that set says.
    """
    if split not in ("train", "test"):
        raise OptionError(f"split {split!r} is neither train nor test: give one of these")
    path = Path(spec)
    if not path.exists():
        raise FileAccessError(f"{path}: no such file or folder: check the path")
    if path.is_file():
        load = _reader_of_file(path, size)
        if load is None:
            raise _unknown(path, "is no file of labelled images that is known", size)
        return load(split)
    kind = next((kind for kind in _kinds(size) if kind.is_in(path)), None)
    if kind is None:
        raise _unknown(path, "holds no labelled images that are known" if list_folder(path) else "is empty", size)
    return kind.load(path, split)


def _kinds(size: int) -> tuple[_Kind, ...]:
    """The first that fits is taken; the last, which fits any folder of folders, must come last."""
    return (
        _Kind("train-images-idx3-ubyte, t10k-images-idx3-ubyte and their labels (MNIST)", holds_mnist, load_mnist),
        _Kind("emnist-…-train-images-idx3-ubyte and so on (EMNIST)", holds_emnist, load_emnist),
        _Kind("train_32x32.mat, test_32x32.mat (SVHN, cropped)", holds_cropped, load_svhn_cropped),
        _Kind(f"train/{DIGIT_STRUCT}, test/{DIGIT_STRUCT} (SVHN, full)", holds_full, load_svhn_full),
        _Kind("Train/character_1_ka/ and so on, or one .npz (DHCD)", holds_devanagari, load_devanagari),
        _Kind(
            f"a folder of pictures for each label, or {LABELS_FILE}, perhaps in train/ and test/",
            holds_labels,
            lambda folder, split: load_image_folder(folder, size=size, split=split),
        ),
    )


def _reader_of_file(path: Path, size: int) -> Callable[[Split], LabelledImages] | None:
    folder = path.parent
    if path.suffix == ".npz":
        return partial(load_devanagari, path)
    if part := emnist_part(path):
        return partial(load_emnist, folder, part=part)
    if is_mnist(path):
        return partial(load_mnist, folder)
    if path.name == DIGIT_STRUCT:
        return partial(load_svhn_full, folder)
    if path.suffix == ".mat" and holds_cropped(folder):
        return partial(load_svhn_cropped, folder)
    if path.name == LABELS_FILE:
        return lambda split: load_image_folder(folder, size=size, split=split)
    return None


def _unknown(path: Path, what: str, size: int) -> UnsupportedFormatError:
    return UnsupportedFormatError(f"{path}: {what}: looked for {'; '.join(kind.files for kind in _kinds(size))}")
