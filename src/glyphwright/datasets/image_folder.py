"""A person's own pictures, as label/name.png or with a labels.csv → LabelledImages, grey and of one size.

labels.csv, in UTF-8, begins with the line `image,label`; each image is a path below its folder. Either form may stand
in train/ and test/; otherwise one picture in five is for testing, by the hash of its file. Labels are compared in
Unicode's form NFC, as file systems store them in different ones.
"""

import csv
import io
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np

from glyphwright.datasets.labelled_images import LabelledImages, fit_square
from glyphwright.datasets.pictures import decode_grey, read_bytes
from glyphwright.datasets.splits import Split, check_both_parts, list_folder, split_folders, split_of
from glyphwright.errors import DamagedInputError, OptionError

LABELS_FILE = "labels.csv"
_HEADER = ["image", "label"]


@dataclass(frozen=True, slots=True)
class _Entry:
    path: Path
    label: str
    split: Split | None = None


def load_image_folder(folder: Path, *, size: int = 28, split: Split | None = None) -> LabelledImages:
    """Read pictures of any format that Pillow opens, made to size × size as `fit_square` does.

    Classes are the labels of all parts, sorted by code point. Pictures come sorted by label folder and name, or as
    the CSV has them.

    Args:
        folder: With a folder for each label, or labels.csv, or either of these in train/ and test/.
        size: In pixels.
        split: Which part; None for all.

    Raises:
        OptionError: The size is below 1.
        FileAccessError: Something is missing or cannot be read.
        DamagedInputError: A file is no picture, the CSV and the pictures do not match, or there are fewer than two
            classes.
    """
    if size < 1:
        raise OptionError(f"size {size} is below 1: give the side of the images in pixels, such as 28")
    entries = _all_entries(folder, split)
    classes = tuple(sorted({entry.label for entry in entries}))
    if len(classes) < 2:
        raise DamagedInputError(f"{folder}: has only one class, {classes[0]!r}: add pictures of another")
    wanted = [entry for entry in entries if split is None or entry.split in (None, split)]
    images, texts = [], []
    for entry in wanted:
        content = read_bytes(entry.path)
        if split is None or (entry.split or split_of(content)) == split:
            images.append(fit_square(decode_grey(content, name=str(entry.path)), size))
            texts.append(entry.label)
    if split is not None:
        check_both_parts(len(wanted), len(images), name=str(folder), split=split)
    return LabelledImages(folder.resolve().name, np.stack(images), tuple(texts), classes)


def holds_labels(folder: Path) -> bool:
    """Whether there are label folders or labels.csv in a folder."""
    return (folder / LABELS_FILE).is_file() or any(path.is_dir() for path in list_folder(folder))


def _all_entries(folder: Path, split: Split | None) -> list[_Entry]:
    """The pictures of all parts, where the folder has parts; else their part is None."""
    parts = split_folders(folder, holds_labels)
    if not parts:
        return _entries(folder)
    if split is not None and split not in parts:
        (there,) = parts.values()
        raise DamagedInputError(f"{folder}: has {there.name}/ but no {split}/: add it, or give {there} to divide that")
    beside = (path for path in list_folder(folder) if path not in parts.values())
    strange = next((path for path in beside if path.is_dir() or _is_picture(path) or path.name == LABELS_FILE), None)
    if strange is not None:
        names = " and ".join(f"{path.name}/" for path in parts.values())
        raise DamagedInputError(f"{strange}: lies beside {names}, so it is of no part: move it into one or away")
    return [replace(entry, split=part) for part, path in parts.items() for entry in _entries(path)]


def _entries(folder: Path) -> list[_Entry]:
    if (folder / LABELS_FILE).is_file():
        return _listed(folder)
    beside = next((path for path in list_folder(folder) if _is_picture(path)), None)
    if beside is not None:
        raise DamagedInputError(
            f"{beside}: lies in no label folder, and there is no {LABELS_FILE}: nothing says what it shows"
        )
    labels = [path for path in list_folder(folder) if path.is_dir()]
    if not labels:
        raise DamagedInputError(f"{folder}: is empty: put a folder of pictures for each label there, or {LABELS_FILE}")
    return [entry for path in labels for entry in _of_label(path)]


def _of_label(folder: Path) -> list[_Entry]:
    paths = list_folder(folder)
    below = next((path for path in paths if path.is_dir()), None)
    if below is not None:
        raise DamagedInputError(
            f"{below}: is a folder in the label folder {folder.name}/, where pictures belong: give the folder whose "
            "subfolders are the labels"
        )
    if not paths:
        raise DamagedInputError(f"{folder}: is a label folder without a picture: add some or take it away")
    return [_Entry(path, unicodedata.normalize("NFC", folder.name)) for path in paths]


def _listed(folder: Path) -> list[_Entry]:
    path = folder / LABELS_FILE
    labels = _read_csv(path)
    present = {
        file.relative_to(folder).as_posix(): file
        for file in sorted(folder.rglob("*"))
        if _is_picture(file) and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    }
    # A picture may have any suffix if the CSV names it.
    missing = [name for name in labels if not (name in present or _is_below(folder, name))]
    if missing:
        raise DamagedInputError(
            f"{path}: names {len(missing)} of {len(labels)} images that are not there, the first is {missing[0]}: "
            "put them there or take out their lines"
        )
    unnamed = [name for name in present if name not in labels]
    if unnamed:
        raise DamagedInputError(
            f"{path}: has no label for {len(unnamed)} of {len(present)} images, the first is {unnamed[0]}: add lines "
            "for them or take them away"
        )
    return [_Entry(folder / name, label) for name, label in labels.items()]


def _read_csv(path: Path) -> dict[str, str]:
    """The label of each image, in order."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DamagedInputError(f"{path}: is not CSV in UTF-8 ({error}): save it as that") from error
    if not rows or [cell.strip() for cell in rows[0]] != _HEADER:
        raise DamagedInputError(f"{path}: does not begin with the line image,label: add it")
    labels: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        name = PurePosixPath(row[0].strip().replace("\\", "/")).as_posix()
        label = unicodedata.normalize("NFC", row[-1].strip())
        if len(row) != len(_HEADER) or not label or not row[0].strip():
            raise DamagedInputError(f"{path}: row {number} is not an image and a label: correct it")
        if name in labels:
            raise DamagedInputError(f"{path}: row {number} names {name} a second time: take one of them out")
        labels[name] = label
    if not labels:
        raise DamagedInputError(f"{path}: names no image: add a line for each")
    return labels


def _is_below(folder: Path, name: str) -> bool:
    within = not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts
    return within and (folder / name).is_file()


def _is_picture(path: Path) -> bool:
    """By its name: what it really is, shows when it is opened."""
    from PIL import Image

    return path.is_file() and path.suffix.lower() in Image.registered_extensions()
