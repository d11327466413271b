"""What a command line names → single sources: folders and patterns become the files that they stand for."""

import re
from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from glyphwright.acquire.formats import HEAD_BYTES, READABLE, SUFFIXES, sniff
from glyphwright.acquire.sources import STANDARD_INPUT
from glyphwright.acquire.web import is_address
from glyphwright.errors import FileAccessError


def expand_sources(patterns: Sequence[str]) -> list[str | Path]:
    """List what there is to read, in the order given, each source once.

    A folder stands for the files directly in it that we read, a pattern (*, ?, [a-z], ** through folders) for all
    files that match; both are sorted as people count, page2 before page10. Files are returned as Path, "-" and web
    addresses as str, unchanged: no file is decoded, no address visited.

    Raises:
        FileAccessError: A path is empty or does not exist, a folder holds nothing that we read, or a pattern matches no
            file.
    """
    found: dict[str | Path, None] = {}
    for pattern in patterns:
        found.update(dict.fromkeys(_expand(pattern)))
    return list(found)


def _expand(pattern: str) -> list[str] | list[Path]:
    if pattern == STANDARD_INPUT or is_address(pattern):
        return [pattern]
    if not pattern:
        raise FileAccessError("an input has no name: check the command, a variable may be empty")
    path = Path(pattern)
    try:
        if path.is_dir():
            files = sorted(_readable(path), key=_counting)
            if not files:
                raise FileAccessError(f"{pattern}: the folder holds nothing that can be read: put {READABLE} there")
            return files
        if path.exists() or _leads_nowhere(path):
            return [path]
    except (OSError, ValueError) as error:
        raise FileAccessError(f"{pattern}: cannot be opened ({error}): check the path") from error
    if not has_magic(pattern):
        raise FileAccessError(f"{pattern}: no such file or folder: check the path")
    matches = glob(pattern, recursive=True)  # noqa: PTH207  pathlib refuses absolute patterns
    files = sorted((path for path in map(Path, matches) if path.is_file() or _leads_nowhere(path)), key=_counting)
    if not files:
        raise FileAccessError(f"{pattern}: no file matches: check the pattern")
    return files


def _readable(folder: Path) -> Iterator[Path]:
    """Files whose name or content says that we read them; a damaged scan must fail later, not vanish here."""
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.suffix.lower() in SUFFIXES:
            ours = path.is_file() or _leads_nowhere(path)
        else:
            ours = path.is_file() and _begins_like_ours(path)
        if ours:
            yield path


def _leads_nowhere(path: Path) -> bool:
    """Whether a path is a link to what is not there, which whoever opens it will say."""
    return path.is_symlink() and not path.exists()


def _begins_like_ours(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return sniff(stream.read(HEAD_BYTES)) is not None
    except PermissionError:
        # Neither its name nor its content says that it was meant.
        return False


def _counting(path: Path) -> list[tuple[int, str]]:
    """A sort key under which numbers inside names count as numbers."""
    parts = re.split(r"([0-9]+)", str(path))
    return [(int(part), "") if index % 2 else (0, part) for index, part in enumerate(parts)]
