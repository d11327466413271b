"""MNIST, handwritten digits: four IDX files in a folder → LabelledImages; and those files from the network, if asked.

LeCun, Cortes, Burges: 60,000 training and 10,000 test images of 28×28, ink light on dark.
"""

import hashlib
import os
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from glyphwright.acquire.web import fetch
from glyphwright.datasets.idx import find_idx, idx_names, load_idx_pair
from glyphwright.datasets.labelled_images import LabelledImages
from glyphwright.datasets.splits import Split
from glyphwright.errors import FileAccessError, TooLargeError

_CLASSES = tuple("0123456789")
_STEMS: dict[Split, tuple[str, ...]] = {"train": ("train",), "test": ("t10k", "test")}


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    bytes: int
    sha256: str


def load_mnist(folder: Path, split: Split) -> LabelledImages:
    """Read train-images-idx3-ubyte and train-labels-idx1-ubyte, or those that begin with t10k (or test).

    Their names may have a dot in the place of the dash before idx, and end in .gz.

    Raises:
        FileAccessError: One of the files is missing or cannot be read.
        InputError: One is of another kind or damaged, or they do not belong together.
    """
    stem = next((stem for stem in _STEMS[split] if find_idx(folder, stem, "images")), _STEMS[split][0])
    images, labels = load_idx_pair(folder, stem, labels=range(len(_CLASSES)))
    return LabelledImages("mnist", images, tuple(_CLASSES[label] for label in labels), _CLASSES)


def holds_mnist(folder: Path) -> bool:
    """Whether there are files of MNIST in a folder."""
    return any((folder / name).is_file() for name in _names())


def is_mnist(path: Path) -> bool:
    """Whether a file is called like one of MNIST's."""
    return path.name in _names()


def _names() -> set[str]:
    stems = [stem for stems in _STEMS.values() for stem in stems]
    return {name for stem in stems for name in (*idx_names(stem, "images"), *idx_names(stem, "labels"))}


def fetch_mnist(folder: Path) -> tuple[Path, ...]:
    """Download the four files, 11.6 MB, into a folder, which is made; files that are there already are kept.

    Each comes from the first mirror that has it, and is written only when its SHA-256 is right.

    Returns:
        The four paths.

    Raises:
        FileAccessError: No mirror gives a file, the folder cannot be written, or another file has its name.
    """
    mirrors, files = _originals()
    return tuple(_fetch_file(folder, file, mirrors) for file in files)


def _originals() -> tuple[tuple[str, ...], tuple[_File, ...]]:
    """The mirrors and the files that each has."""
    table = tomllib.loads((Path(__file__).parent / "mnist.toml").read_text(encoding="utf-8"))
    return tuple(table["mirrors"]), tuple(_File(**entry) for entry in table["file"])


def _fetch_file(folder: Path, file: _File, mirrors: tuple[str, ...]) -> Path:
    path = folder / file.name
    try:
        if path.exists():
            _check_present(path, file)
            return path
        folder.mkdir(parents=True, exist_ok=True)
        content = _download(path, file, mirrors)
        _write(path, content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileAccessError(f"{path}: cannot be written ({reason}): choose another folder") from error
    return path


def _check_present(path: Path, file: _File) -> None:
    if not _is(path.read_bytes(), file):
        raise FileAccessError(
            f"{path}: is there already, but is not the original: move it away to have that downloaded, "
            "or use the folder as it is"
        )


def _download(path: Path, file: _File, mirrors: tuple[str, ...]) -> bytes:
    failures = []
    for mirror in mirrors:
        try:
            content = fetch(mirror + file.name, max_bytes=file.bytes)
        except (FileAccessError, TooLargeError) as error:
            failures.append(str(error))
            continue
        if _is(content, file):
            return content
        failures.append(f"{mirror}{file.name}: is another file than it should be")
    raise FileAccessError(
        f"{path}: no mirror gives this file ({'; '.join(failures)}): go online, or download the file elsewhere and "
        "put it there"
    )


def _is(content: bytes, file: _File) -> bool:
    return hashlib.sha256(content).hexdigest() == file.sha256


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: under another name first, so that nobody finds half a file."""
    descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
