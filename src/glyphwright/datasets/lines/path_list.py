"""Rows of `path<TAB>text`: rec_gt.txt of PaddleOCR, gt.txt of deep-text-recognition-benchmark ⇄ lines."""

import re
from collections.abc import Sequence
from pathlib import Path

from glyphwright.datasets.lines.label_files import first_row, lists_in, locate, only_one, read_rows
from glyphwright.datasets.lines.label_txt import is_label_txt
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.output_folder import counted, new_folder, one_row, write_crops, write_text
from glyphwright.errors import DamagedInputError

# Rows of ICDAR, whose texts may have tabs, begin with numbers, or have a comma and a quote before.
_ROW = re.compile(r'(?!\s*-?[\d.]+\s*,\s*-?[\d.]+\s*,)(?![^\t]*,\s*")[^\t]+\t')


def holds_path_list(path: Path) -> bool:
    return bool(_lists(path))


def read_path_list(path: Path) -> list[LabelledLine]:
    """Read a list; what follows the first tab of a row is its text, as it is.

    Args:
        path: The list, or a folder with one. Pictures are looked for as `locate` says.

    Raises:
        FileAccessError: There is no list, or it cannot be read.
        OptionError: There are several.
        DamagedInputError: It is not UTF-8, or a row has no tab.
    """
    file = path if path.is_file() else only_one(_lists(path), path)
    lines = []
    for number, row in read_rows(file):
        name, tab, text = row.partition("\t")
        if not tab or not name.strip():
            raise DamagedInputError(f"{file}: row {number} is not a path, a tab and a text: correct it")
        lines.append(LabelledLine(f"{file}:{number}", text, locate(file.parent, name)))
    return lines


def write_path_list(lines: Sequence[LabelledLine], folder: Path) -> Path:
    """Write rec_gt.txt and images/000001.png … into a new folder; lines to ignore are left out.

    Raises:
        FileAccessError: The folder is not empty, or a picture or the folder cannot be had.
        InputError: A picture is damaged.
        OutputError: A text has a line break.
    """
    named = write_crops(counted(lines), new_folder(folder) / "images")
    return write_text(folder / "rec_gt.txt", "".join(f"images/{name}\t{one_row(line)}\n" for name, line in named))


def _lists(path: Path) -> list[Path]:
    return [file for file in lists_in(path) if _ROW.match(first_row(file)) and not is_label_txt(file)]
