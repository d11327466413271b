"""What is for training and what for testing: the folders train/ and test/, or one picture in five by its content."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from glyphwright.errors import DamagedInputError, FileAccessError

Split = Literal["train", "test"]
TEST_ONE_IN = 5


def split_of(content: bytes) -> Split:
    """To which part the bytes of a picture belong where nobody has said it: about one in five to the test.

    The same on every machine and in every run, whatever else is in the folder; copies of a picture stay together.
    """
    return "test" if int.from_bytes(hashlib.sha256(content).digest()[:8], "big") % TEST_ONE_IN == 0 else "train"


def split_folders(folder: Path, holds: Callable[[Path], bool]) -> dict[Split, Path]:
    """The subfolders train and test, in small or capital letters, those of them that hold what is looked for."""
    names: dict[str, Split] = {"train": "train", "test": "test"}
    return {
        names[path.name.lower()]: path
        for path in list_folder(folder)
        if path.is_dir() and path.name.lower() in names and holds(path)
    }


def find_split(folder: Path, split: Split, holds: Callable[[Path], bool]) -> tuple[Path, bool]:
    """Where a part of a data set lies, and whether what lies there must still be divided by `split_of`.

    Raises:
        DamagedInputError: There is the other part alone.
    """
    parts = split_folders(folder, holds)
    if not parts:
        return folder, True
    if split not in parts:
        (there,) = parts.values()
        raise DamagedInputError(
            f"{folder}: has {there.name}/ but no {split}/: add it, or give {there} and one picture in "
            f"{TEST_ONE_IN} of it is for testing"
        )
    return parts[split], False


def check_both_parts(total: int, chosen: int, *, name: str, split: Split) -> None:
    """Raise DamagedInputError where all of some pictures are in the part that was not asked for."""
    if chosen == 0:
        raise DamagedInputError(
            f"{name}: of its {total} pictures none is for the part “{split}”: add more, or divide them into train/ "
            "and test/ yourself"
        )


def list_folder(folder: Path) -> list[Path]:
    """What is in a folder, sorted by name, without hidden files and those that file managers leave behind.

    Raises FileAccessError where the folder is missing or may not be read.
    """
    leftovers = {"thumbs.db", "desktop.ini", "__macosx"}
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise FileAccessError(f"{folder}: {error.strerror or error}: name a folder that can be read") from error
    return [path for path in inside if not path.name.startswith(".") and path.name.lower() not in leftovers]
