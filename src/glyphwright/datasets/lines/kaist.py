"""KAIST scene text, English and Korean: an XML file beside every picture → words with their boxes.

Lee, Cho, Jung, Kim 2010. A word is what its characters say, in their order; one without characters is to be ignored.
"""

from pathlib import Path

from glyphwright.datasets.lines.label_files import PICTURES, files_below
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.svt import box_of
from glyphwright.datasets.lines.xml_files import parse_xml, root_name
from glyphwright.errors import DamagedInputError, FileAccessError


def holds_kaist(path: Path) -> bool:
    return any(_is_kaist(file) for file in files_below(path, ".xml")[:1])


def read_kaist(path: Path) -> list[LabelledLine]:
    """Read the words of all pictures of a folder and of those below it, sorted by file.

    Args:
        path: The folder, or one XML file.

    Raises:
        FileAccessError: There is no such file, or it cannot be read.
        DamagedInputError: It is no XML, or lacks something.
    """
    files = files_below(path, ".xml")
    if not files:
        raise FileAccessError(f"{path}: has no XML files of KAIST: give the folder that has them")
    return [line for file in files for line in _read(file)]


def _is_kaist(file: Path) -> bool:
    return root_name(file) in ("images", "image") and b"<word" in file.read_bytes()


def _read(file: Path) -> list[LabelledLine]:
    root = parse_xml(file)
    picture = _picture(file, root.findtext(".//imageName"))
    lines = []
    for number, word in enumerate(root.iter("word"), start=1):
        try:
            polygon = box_of(word)
            text = "".join(str(character.attrib["char"]) for character in word.iter("character"))
        except (KeyError, ValueError) as error:
            raise DamagedInputError(f"{file}: word {number} lacks something ({error}): correct it") from error
        lines.append(LabelledLine(f"{file}#{number}", text, picture, polygon, ignored=not text))
    return lines


def _picture(file: Path, named: str | None) -> Path:
    """As the XML says, whose case is not always that of the file, or called like the XML."""
    wanted = [(named or "").strip().lower(), *(f"{file.stem}{ending}".lower() for ending in PICTURES)]
    beside = {path.name.lower(): path for path in file.parent.iterdir() if path.is_file()}
    found = next((beside[name] for name in wanted if name in beside), None)
    return found or file.with_name(named.strip() if named else f"{file.stem}.jpg")
