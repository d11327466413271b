"""Street View Text: train.xml and test.xml beside img/ → words with their boxes; Wang, Babenko, Belongie 2011.

The texts are all in capitals, whatever the picture shows.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from glyphwright.datasets.lines.label_files import files_in, locate
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.outlines import box_from
from glyphwright.datasets.lines.xml_files import parse_xml, root_name
from glyphwright.errors import DamagedInputError, FileAccessError
from glyphwright.geometry import Polygon


def holds_svt(path: Path) -> bool:
    return bool(_files(path))


def read_svt(path: Path) -> list[LabelledLine]:
    """Read the words of both parts, or of one.

    Args:
        path: The folder, or one of its two XML files.

    Raises:
        FileAccessError: There is no such file, or it cannot be read.
        DamagedInputError: It is no XML, or lacks something.
    """
    files = _files(path)
    if not files:
        raise FileAccessError(f"{path}: has no train.xml or test.xml of SVT: put them there")
    return [line for file in files for line in _read(file)]


def _files(path: Path) -> list[Path]:
    return [file for file in files_in(path, ".xml") if root_name(file) == "tagset"]


def _read(file: Path) -> Iterator[LabelledLine]:
    number = 0
    for image in parse_xml(file).iter("image"):
        try:
            picture = locate(file.parent, _text(image, "imageName"))
            for rectangle in image.iter("taggedRectangle"):
                number += 1
                yield LabelledLine(f"{file}#{number}", _text(rectangle, "tag"), picture, box_of(rectangle))
        except (KeyError, ValueError) as error:
            raise DamagedInputError(f"{file}: after word {number} something is missing or wrong ({error})") from error


def box_of(element: Any) -> Polygon:
    """The polygon of an element with x, y, width and height; raises KeyError or ValueError."""
    left, top, width, height = (float(element.attrib[side]) for side in ("x", "y", "width", "height"))
    return box_from((left, top, left + width, top + height))


def _text(element: Any, name: str) -> str:
    found = element.findtext(name)
    if found is None:
        raise ValueError(f"no {name}")
    return str(found)
