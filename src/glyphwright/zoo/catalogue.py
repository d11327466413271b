"""`catalogue.toml` → which models there are, where their files lie, and whether these are what they should be."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from glyphwright.errors import ModelError

SUFFIXES = (".onnx", ".npz", ".txt")
FOLDER = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the catalogue: `name`, what it is for, its file in the package, and that file's hash and licence."""

    name: str
    task: str
    file: str
    sha256: str
    licence: str
    default: bool = False


@cache
def catalogue() -> tuple[Entry, ...]:
    """All models that come with the package."""
    table = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text(encoding="utf-8"))
    return tuple(Entry(**entry) for entry in table["model"])


def find_model(task: str, name: str | None = None) -> Path:
    """The file of a model: the default of its task, one of the catalogue by name, or the path of a file.

    Raises:
        ModelError: If there is no such model, or the packaged file is missing or damaged.
    """
    if name is not None and name.endswith(SUFFIXES):
        return Path(name)
    candidates = [entry for entry in catalogue() if entry.task == task]
    for entry in candidates:
        if entry.name == name or (name is None and entry.default):
            return _checked(entry)
    known = ", ".join(entry.name for entry in candidates) or "none"
    raise ModelError(
        f"no {task} is called {name!r}: use {known}, or the path of a file, which ends in {' or '.join(SUFFIXES)}"
    )


@cache
def _checked(entry: Entry) -> Path:
    path = FOLDER / entry.file
    if not path.is_file():
        raise ModelError(f"{path}: the model file is missing: install glyphwright again")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != entry.sha256:
        raise ModelError(f"{path}: damaged (SHA-256 is {found[:12]}…): install glyphwright again")
    return path
