"""Total-Text → samples: words in polygons, curved ones too, those that do not count set aside.

`poly_gt_img1.txt` for `img1.jpg`, with rows

    x: [[153 161 179 195 184 177]], y: [[347 323 305 315 331 357]], ornt: [u'c'], transcriptions: [u'the']

of which long ones go on in the next line of the file; `gt_img1.txt` and `img1.txt` are read too. Upper side first, as
it is read, then the lower one backwards. The rectangular truth, `rect_gt_img1.txt`, has rows of eight columns with
commas between: left, top, right, bottom, width, height, text, orientation. Orientation or text # means that a
word does not count. Ch'ng, Chan and Liu 2020.
"""

import ast
import re
from pathlib import Path

from glyphwright.datasets.lines.label_files import files_below, first_rows, is_picture, read_rows
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.scene_pictures import page_sample
from glyphwright.datasets.truth_folder import Sample
from glyphwright.errors import DamagedInputError, FileAccessError
from glyphwright.geometry import Box, Polygon

_NUMBERS = r"\[\[([\d\s.,eE+-]*)\]\]"
_STRING = r"""\[\s*(u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))?\s*\]"""
_WORD = re.compile(rf"x:\s*{_NUMBERS},\s*y:\s*{_NUMBERS},\s*ornt:\s*{_STRING},\s*transcriptions:\s*{_STRING}\s*")
_RECTANGLE = re.compile(
    r"\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,(.*),\s*([chm#])\s*"
)
_PREFIX = re.compile(r"^(?:poly_|rect_)?(?:gt_)?")
_ASIDE = "#"

Outlined = tuple[Polygon, str, bool]
"""A word's outline, what it says, and whether it is set aside."""


def holds_total_text(folder: Path) -> bool:
    """Whether a text below a folder begins as those of Total-Text do."""
    return any(_is_ours("\n".join(first_rows(file))) for file in files_below(folder, ".txt")[:3])


def read_total_text(folder: Path) -> list[Sample]:
    """Read all texts below a folder, sorted by picture; each needs its picture somewhere below it.

    Raises:
        FileAccessError: A text or its picture cannot be had.
        DamagedInputError: A text is malformed, or a picture is none.
    """
    pictures = {picture.stem: picture for picture in files_below(folder) if is_picture(picture)}
    samples = []
    for file in files_below(folder, ".txt"):
        stem = _PREFIX.sub("", file.stem)
        if stem not in pictures:
            raise FileAccessError(f"{file}: there is no picture called {stem} below {folder}: put it there")
        words = _words(file, pictures[stem])
        if words:
            samples.append(page_sample(pictures[stem], words))
    return sorted(samples, key=lambda sample: sample.path)


def _is_ours(content: str) -> bool:
    return bool(_WORD.match(content)) or _rectangle(content.split("\n", 1)[0]) is not None


def _words(file: Path, picture: Path) -> list[LabelledLine]:
    rows = [row for _, row in read_rows(file)]
    try:
        found = _rectangles(rows) if rows and _rectangle(rows[0]) else _polygons("\n".join(rows))
    except (ValueError, SyntaxError) as error:
        raise DamagedInputError(f"{file}: {error}: correct it") from error
    return [
        LabelledLine(f"{file}:{number}", "" if aside else text, picture, polygon, aside)
        for number, (polygon, text, aside) in enumerate(found, start=1)
    ]


def _polygons(content: str) -> list[Outlined]:
    rows: list[Outlined] = []
    end = 0
    for match in _WORD.finditer(content):
        if match.start() != end:
            break
        end = match.end()
        sides = [
            [float(number) for number in re.split(r"[\s,]+", part.strip()) if number] for part in match.group(1, 2)
        ]
        if len(sides[0]) != len(sides[1]) or len(sides[0]) < 3:
            raise ValueError(f"word {len(rows) + 1} has {len(sides[0])} x and {len(sides[1])} y: three or more are due")
        orientation, text = ("" if part is None else str(ast.literal_eval(part)) for part in match.group(3, 4))
        aside = _ASIDE in (orientation, text.strip())
        rows.append((Polygon(tuple(zip(*sides, strict=True))), text, aside))
    if end != len(content):
        raise ValueError(f"what follows word {len(rows)} is not x: [[…]], y: [[…]], ornt: […], transcriptions: […]")
    return rows


def _rectangles(rows: list[str]) -> list[Outlined]:
    found = [_rectangle(row) for row in rows]
    if None in found:
        raise ValueError(
            f"row {found.index(None) + 1} is not left, top, right, bottom, width, height, text, orientation"
        )
    return [one for one in found if one is not None]


def _rectangle(row: str) -> Outlined | None:
    """None where the row is not of that form: rows of eight coordinates have no width and height in them."""
    match = _RECTANGLE.fullmatch(row)
    if match is None:
        return None
    left, top, right, bottom, width, height = map(float, match.group(1, 2, 3, 4, 5, 6))
    if max(abs(right - left - width), abs(bottom - top - height)) > 1:
        return None
    text = match[7].strip()
    return Box(left, top, right, bottom).polygon, text, _ASIDE in (text, match[8])
