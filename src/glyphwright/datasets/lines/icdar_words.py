"""ICDAR 2013 and 2015, cropped words: gt.txt of rows `word_1.png, "text"` beside the pictures → lines.

Karatzas et al. 2013 and 2015, task 3 of each. The official test truths are called otherwise, but are of the same form.
"""

import re
from pathlib import Path

from glyphwright.datasets.lines.label_files import first_row, lists_in, locate, only_one, read_rows
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.output_folder import UNREADABLE
from glyphwright.errors import DamagedInputError

_ROW = re.compile(r'\s*([^,"\t]+\.\w+)\s*,\s*"(.*)"\s*')
_ESCAPED = re.compile(r'\\(["\\])')


def holds_icdar_words(path: Path) -> bool:
    return bool(_lists(path))


def read_icdar_words(path: Path) -> list[LabelledLine]:
    """Read the words, those marked ### to be ignored.

    Args:
        path: The list, or a folder with one.

    Raises:
        FileAccessError: There is no list, or it cannot be read.
        OptionError: There are several.
        DamagedInputError: It is not UTF-8, or a row is of another form.
    """
    file = path if path.is_file() else only_one(_lists(path), path)
    lines = []
    for number, row in read_rows(file):
        match = _ROW.fullmatch(row)
        if match is None:
            raise DamagedInputError(f'{file}: row {number} is not like word_1.png, "text": correct it')
        text = unescape(match[2])
        ignored = text == UNREADABLE
        source = locate(file.parent, match[1])
        lines.append(LabelledLine(f"{file}:{number}", "" if ignored else text, source, ignored=ignored))
    return lines


def unescape(text: str) -> str:
    r"""What stood between quotes, where \" means a quote and \\ a backslash."""
    return _ESCAPED.sub(r"\1", text)


def _lists(path: Path) -> list[Path]:
    return [file for file in lists_in(path) if _ROW.fullmatch(first_row(file))]
