"""Lines → a new folder with their pictures, for every format: crops of the lines, or copies of whole pictures."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.errors import FileAccessError, OutputError
from glyphwright.geometry import Box, Polygon

UNREADABLE = "###"
"""What stands in the place of a text that nobody can read."""

_PNG = b"\x89PNG\r\n\x1a\n"
_SUFFIXES = ((_PNG, ".png"), (b"\xff\xd8\xff", ".jpg"), (b"II*\0", ".tif"), (b"MM\0*", ".tif"), (b"BM", ".bmp"))


def new_folder(folder: Path) -> Path:
    """Make a folder; raises FileAccessError where there is something in it already, or it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileAccessError(f"{folder}: is not empty: name a new folder")
    except OSError as error:
        raise FileAccessError(f"{folder}: {error.strerror or error}: name a folder that can be made") from error
    return folder


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file, making its folder; raises FileAccessError where that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise FileAccessError(f"{path}: {error.strerror or error}: choose a place that can be written") from error
    return path


def write_text(path: Path, text: str) -> Path:
    """Write a text file in UTF-8; raises OutputError for half a surrogate pair, which UTF-8 cannot hold."""
    try:
        return write_bytes(path, text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise OutputError(f"{path}: a text is not Unicode ({error}): `glyphwright data check` names it") from error


def one_row(line: LabelledLine, text: str | None = None) -> str:
    """The text of a line, or what stands for it, in a row; raises OutputError where it would not come back as it is."""
    text = line.text if text is None else text
    if "\n" in text or "\r" in text or text.startswith("\ufeff"):
        raise OutputError(f"{line.name}: its text {text!r} has a line break or begins with a mark: mend it first")
    return text


def text_or_mark(line: LabelledLine) -> str:
    """The text of a line, ### for one to ignore; raises OutputError for one to heed that says just that."""
    if line.ignored:
        return UNREADABLE
    if line.text.strip() == UNREADABLE:
        raise OutputError(f"{line.name}: its text is ###, which means unreadable here: choose another format")
    return line.text


def counted(lines: Iterable[LabelledLine]) -> list[LabelledLine]:
    """Those that are not to be ignored, for formats that cannot say so."""
    return [line for line in lines if not line.ignored]


def crop_png(line: LabelledLine) -> bytes:
    """The line alone as a PNG: grey, or as it is where its whole picture is a PNG; errors are those of `pixels`."""
    if line.polygon is None and (content := line.content()).startswith(_PNG):
        return content
    import cv2

    return bytes(cv2.imencode(".png", line.pixels())[1])


def write_crops(lines: Sequence[LabelledLine], folder: Path) -> list[tuple[str, LabelledLine]]:
    """Write 000001.png … into a folder, which is made; returns the name of each with its line."""
    named = [(f"{number:06}.png", line) for number, line in enumerate(lines, start=1)]
    for name, line in named:
        write_bytes(folder / name, crop_png(line))
    return named


def copy_pictures(lines: Sequence[LabelledLine], folder: Path) -> list[tuple[str, list[LabelledLine]]]:
    """Copy the picture of every line into a folder, once each; returns its name there with its lines.

    No two names differ in case or ending alone, so that a file of labels can be called like its picture. What is no
    picture is not copied; errors are those of `size`.
    """
    groups: dict[Path | bytes, list[LabelledLine]] = {}
    for line in lines:
        groups.setdefault(line.source, []).append(line)
    taken: set[str] = set()
    named = []
    for number, (source, of_source) in enumerate(groups.items(), start=1):
        of_source[0].size()
        content = of_source[0].content()
        wanted = source if isinstance(source, Path) else Path(f"{number:06}{_suffix(content)}")
        name = _free_name(wanted, taken)
        write_bytes(folder / name, content)
        named.append((name, of_source))
    return named


def outline(line: LabelledLine) -> Polygon:
    """Where a line stands: the edge of its picture where it is all of that; errors are those of `size`."""
    return line.polygon or Box(0, 0, *line.size()).polygon


def whole_pixels(polygon: Polygon) -> list[tuple[int, int]]:
    return [(round(x), round(y)) for x, y in polygon.points]


def short_points(polygon: Polygon) -> list[list[float]]:
    """Rounded to hundredths of a pixel."""
    return [[_short(x), _short(y)] for x, y in polygon.points]


def short_box(polygon: Polygon) -> list[float]:
    box = polygon.box
    return [_short(side) for side in (box.left, box.top, box.right, box.bottom)]


def _short(value: float) -> float:
    rounded = round(float(value), 2)
    return int(rounded) if rounded.is_integer() else rounded


def _suffix(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    return next((suffix for start, suffix in _SUFFIXES if content.startswith(start)), ".png")


def _free_name(wanted: Path, taken: set[str]) -> str:
    plain = "".join(character if character.isprintable() else "_" for character in wanted.stem)
    stem, number = plain, 2
    while stem.casefold() in taken:
        stem, number = f"{plain}_{number}", number + 1
    taken.add(stem.casefold())
    return stem + wanted.suffix
