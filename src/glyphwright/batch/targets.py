"""What is read, where to, in which formats → the file of every result; and the writing of a file, all of it or nothing.

Nothing is read here, and no file that is read is ever written.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from glyphwright.errors import FileAccessError, OptionError
from glyphwright.export import FORMATS

STANDARD_OUTPUT = "-"
_STANDARD_OUTPUTS = (STANDARD_OUTPUT, "/dev/stdout")
DEFAULT_FORMAT = "txt"

# Results that still can be told apart when one follows the other in one stream.
_STREAMABLE = ("txt", "json")


@dataclass(frozen=True, slots=True)
class Target:
    """One result: its format, and its file, or None for standard output."""

    format: str
    path: Path | None = None


def choose_formats(asked: Sequence[str], out: str | None) -> list[str]:
    """The formats asked for, each perhaps several with commas between; else the one that the output's suffix names.

    A format may be asked for by its suffix: md for markdown.

    Raises:
        OptionError: A format or suffix is none of ours.
    """
    by_suffix = {known.extension.removeprefix("."): name for name, known in FORMATS.items()}
    wanted = [name.strip().lower() for entry in asked for name in entry.split(",") if name.strip()]
    formats = [by_suffix.get(name, name) for name in wanted]
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise OptionError(f"'{unknown[0]}' is no format: choose among {', '.join(FORMATS)}")
    if formats:
        return list(dict.fromkeys(formats))
    if out is None or out in _STANDARD_OUTPUTS or is_folder(out) or not Path(out).suffix:
        return [DEFAULT_FORMAT]
    fitting = [name for name, known in FORMATS.items() if out.lower().endswith((known.extension, f".{name}"))]
    if fitting:
        return [max(fitting, key=lambda name: len(FORMATS[name].extension))]
    raise OptionError(f"{out}: no format has the suffix {Path(out).suffix}: say which with -f ({', '.join(FORMATS)})")


def plan_targets(sources: Sequence[str | Path], formats: Sequence[str], out: str | None) -> list[tuple[Target, ...]]:
    """Where the results of each source go: a tuple a source, with a target a format.

    Args:
        sources: As `expand_sources` lists them.
        formats: Of FORMATS.
        out: None, "-" or /dev/stdout for standard output; a folder, which exists or ends in "/", for files named
            after the sources; else a file: of one format as it is named, if its suffix is one of that format (a.xml
            for ALTO), of several the name that they share, less a suffix that is that of a chosen format.

    Raises:
        OptionError: It does not fit what is read, or a result would overwrite a source.
        FileAccessError: The folder to write to does not exist or cannot be made.
    """
    if out is None or out in _STANDARD_OUTPUTS:
        return _streamed(sources, formats)
    if is_folder(out):
        make_folder(Path(out))
        bases = [Path(out) / stem for stem in stems(sources)]
    elif len(sources) > 1:
        raise OptionError(f"{out}: {len(sources)} inputs do not go into one file: give a folder, as -o {out}/")
    else:
        bases = [_base(Path(out), formats)]
    targets = [tuple(Target(name, _with_extension(base, name)) for name in formats) for base in bases]
    if not is_folder(out) and len(formats) == 1 and _is_whole_name(Path(out), formats[0]):
        targets = [(Target(formats[0], Path(out)),)]
    refuse_overwriting(sources, [target.path for group in targets for target in group if target.path])
    return targets


def write_file(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file, part after part, so that there is never half of it; a link is followed, and its target replaced.

    What is no file, as a pipe or /dev/null, is written to and stays what it is.

    Raises:
        FileAccessError: The folder is missing or not writable, or the disk is full.
    """
    place = Path(os.path.realpath(path))
    # The numbers of processes repeat in containers that share a folder.
    partial = place.with_name(f".glyphwright-{os.urandom(8).hex()}.part")
    try:
        if _is_stream(path):
            _write(path, parts)
            return
        try:
            _write(partial, parts)
            partial.replace(place)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise FileAccessError(f"{path}: cannot be written ({error.strerror}): choose another place") from error


def _write(path: Path, parts: Iterable[bytes]) -> None:
    with path.open("wb") as stream:
        stream.writelines(parts)


def _streamed(sources: Sequence[str | Path], formats: Sequence[str]) -> list[tuple[Target, ...]]:
    if len(formats) > 1:
        raise OptionError(f"{' and '.join(formats)} cannot share standard output: give a name or folder with -o")
    if len(sources) > 1 and formats[0] not in _STREAMABLE:
        raise OptionError(f"{len(sources)} inputs as {formats[0]} need a file each: give a folder, as -o results/")
    return [(Target(formats[0]),) for _ in sources]


def is_folder(out: str) -> bool:
    """Whether an output is a folder: it ends in a slash, or exists as one."""
    return out.endswith(("/", os.sep)) or Path(out).is_dir()


def make_folder(folder: Path) -> None:
    """Make a folder that may exist; raises FileAccessError where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileAccessError(f"{folder}: cannot be made ({error.strerror}): choose another folder") from error


def _base(out: Path, formats: Sequence[str]) -> Path:
    if not out.parent.is_dir():
        raise FileAccessError(f"{out}: there is no folder {out.parent}: make it first, or check the path")
    for name in formats:
        if out.name.lower().endswith(FORMATS[name].extension):
            return out.with_name(out.name[: -len(FORMATS[name].extension)])
    return out


def _is_whole_name(out: Path, name: str) -> bool:
    """Whether an output needs no suffix: it has one of the format, or is no file."""
    return out.suffix.lower() in (f".{FORMATS[name].extension.rpartition('.')[2]}", f".{name}") or _is_stream(out)


def _is_stream(path: Path) -> bool:
    """Whether there is something at a path that is no file, as a pipe or a device."""
    return path.exists() and not path.is_file()


def _with_extension(base: Path, name: str) -> Path:
    return base.with_name(base.name + FORMATS[name].extension)


def stems(sources: Sequence[str | Path]) -> list[str]:
    """A name for each source, without a suffix: with it where two would be the same, with a number where that is too.

    Two names are the same also if only their case differs, as it does not count on many disks.
    """
    names = [file_name(source) for source in sources]
    bare = [Path(name).stem for name in names]
    often = Counter(stem.casefold() for stem in bare)
    chosen, taken = [], set[str]()
    for name, stem in zip(names, bare, strict=True):
        first = stem if often[stem.casefold()] == 1 else name
        candidate, number = first, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{first}-{number}"
        taken.add(candidate.casefold())
        chosen.append(candidate)
    return chosen


def file_name(source: str | Path) -> str:
    """What a file, a web address or standard input is called among files."""
    if isinstance(source, Path):
        return source.name
    if source == "-":
        return "stdin"
    address = urlsplit(source)
    name = unquote(address.path).rstrip("/").rpartition("/")[2]
    return "".join(letter if letter.isprintable() and letter not in '\\:*?"<>|' else "_" for letter in name) or "page"


def refuse_overwriting(sources: Sequence[str | Path], targets: Sequence[Path]) -> None:
    """Raise OptionError where a target is one of the sources."""
    read = {os.path.realpath(source) for source in sources if isinstance(source, Path)}
    for target in targets:
        if os.path.realpath(target) in read:
            raise OptionError(f"{target}: is what is read, and would be lost: choose another output with -o")
