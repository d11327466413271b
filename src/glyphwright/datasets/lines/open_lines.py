"""A path of words or lines in any format that is known → labelled lines, by what lies there; and lines → a folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from glyphwright.datasets.lines.character_sets import holds_dhcd, holds_svhn, read_dhcd, read_svhn
from glyphwright.datasets.lines.gt_text import holds_gt_text, read_gt_text, write_gt_text
from glyphwright.datasets.lines.icdar_scenes import holds_icdar, read_icdar, write_icdar
from glyphwright.datasets.lines.icdar_words import holds_icdar_words, read_icdar_words
from glyphwright.datasets.lines.iiit5k import holds_iiit5k, read_iiit5k
from glyphwright.datasets.lines.kaist import holds_kaist, read_kaist
from glyphwright.datasets.lines.label_studio import holds_label_studio, read_label_studio, write_label_studio
from glyphwright.datasets.lines.label_txt import holds_label_txt, read_label_txt, write_label_txt
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.labels_json import holds_labels_json, read_labels_json, write_labels_json
from glyphwright.datasets.lines.layout_files import (
    holds_alto,
    holds_hocr,
    holds_page,
    read_alto_lines,
    read_hocr_lines,
    read_page,
    write_alto_lines,
    write_hocr_lines,
    write_page,
)
from glyphwright.datasets.lines.lmdb_store import holds_lmdb, read_lmdb, write_lmdb
from glyphwright.datasets.lines.path_list import holds_path_list, read_path_list, write_path_list
from glyphwright.datasets.lines.svt import holds_svt, read_svt
from glyphwright.datasets.lines.truth_json import holds_truth_json, read_truth_json, write_truth_json
from glyphwright.errors import DamagedInputError, FileAccessError, OptionError, UnsupportedFormatError


@dataclass(frozen=True, slots=True)
class LineFormat:
    """A format or public set of lines: what it looks like, whether it lies at a path, what reads and writes it.

    `keeps_ignored` says whether it can tell that a line is to be ignored; such lines are left out where it cannot.
    """

    files: str
    is_at: Callable[[Path], bool]
    read: Callable[[Path], list[LabelledLine]]
    write: Callable[[Sequence[LabelledLine], Path], Path] | None = None
    keeps_ignored: bool = False


LINE_FORMATS: dict[str, LineFormat] = {
    "gt-txt": LineFormat("1.png with 1.gt.txt", holds_gt_text, read_gt_text, write_gt_text),
    "list": LineFormat("rows of path<TAB>text in a .txt", holds_path_list, read_path_list, write_path_list),
    "labels-json": LineFormat("labels.json", holds_labels_json, read_labels_json, write_labels_json),
    "lmdb": LineFormat("data.mdb", holds_lmdb, read_lmdb, write_lmdb),
    "icdar": LineFormat("1.jpg with gt_1.txt of x1,y1,…,x4,y4,text", holds_icdar, read_icdar, write_icdar, True),
    "label-txt": LineFormat(
        "rows of path<TAB>[{…}] in a .txt (PaddleOCR)", holds_label_txt, read_label_txt, write_label_txt, True
    ),
    "page": LineFormat("PAGE XML", holds_page, read_page, write_page),
    "alto": LineFormat("ALTO", holds_alto, read_alto_lines, write_alto_lines),
    "hocr": LineFormat("hOCR", holds_hocr, read_hocr_lines, write_hocr_lines),
    "label-studio": LineFormat("JSON of Label Studio", holds_label_studio, read_label_studio, write_label_studio, True),
    "truth": LineFormat("truth.json", holds_truth_json, read_truth_json, write_truth_json, True),
    "icdar-words": LineFormat('rows of word_1.png, "text" in a .txt', holds_icdar_words, read_icdar_words),
    "iiit5k": LineFormat("traindata.mat, testdata.mat", holds_iiit5k, read_iiit5k),
    "svt": LineFormat("train.xml, test.xml of SVT", holds_svt, read_svt),
    "kaist": LineFormat("1.jpg with 1.xml of KAIST", holds_kaist, read_kaist),
    "svhn": LineFormat("digitStruct.mat", holds_svhn, read_svhn),
    "devanagari": LineFormat("Train/character_1_ka/ and so on, or an .npz (DHCD)", holds_dhcd, read_dhcd),
}
"""By name. A new one is one file and one line here."""


def open_lines(path: str | Path, *, format: str | None = None) -> list[LabelledLine]:  # noqa: A002  what all call it
    """Read the words or lines that lie at a path; their pictures are opened when their pixels are asked for.

    Args:
        path: A folder, or the file that has the texts.
        format: A name of LINE_FORMATS; None for what is recognised by its content.

    Raises:
        OptionError: The format is unknown, or the folder is of several.
        FileAccessError: Something is missing or cannot be read.
        UnsupportedFormatError: Nothing that is known lies there.
        InputError, MissingDependencyError: As the module of that format says.
    """
    path = Path(path)
    if not path.exists():
        raise FileAccessError(f"{path}: no such file or folder: check the path")
    name = _recognise(path) if format is None else _known(format)
    lines = LINE_FORMATS[name].read(path)
    if not lines:
        raise DamagedInputError(f"{path}: has no lines ({name}): check the path and the format")
    return lines


def write_lines(lines: Sequence[LabelledLine], folder: str | Path, format: str) -> Path:  # noqa: A002
    """Write lines with their pictures into a new folder, in one of the formats that can be written.

    Args:
        lines: As `open_lines` gives them.
        folder: It is made; it may be there if it is empty.
        format: A name of LINE_FORMATS.

    Returns:
        What `open_lines` reads back: the folder, or the file with the texts.

    Raises:
        OptionError: The format is unknown, or only read.
        FileAccessError: The folder is not empty, or something cannot be read or written.
        InputError, OutputError, MissingDependencyError: As the module of that format says.
    """
    write = LINE_FORMATS[_known(format)].write
    if write is None:
        raise OptionError(f"format {format} is only read: choose one of {', '.join(writable_formats())}")
    return write(lines, Path(folder))


def writable_formats() -> list[str]:
    return [name for name, kind in LINE_FORMATS.items() if kind.write is not None]


def _known(name: str) -> str:
    if name not in LINE_FORMATS:
        raise OptionError(f"'{name}' is no format of lines: choose one of {', '.join(LINE_FORMATS)}")
    return name


def _recognise(path: Path) -> str:
    found = [name for name, kind in LINE_FORMATS.items() if kind.is_at(path)]
    if len(found) > 1:
        raise OptionError(f"{path}: may be of {len(found)} formats ({', '.join(found)}): say which of them it is")
    if not found:
        looked_for = "; ".join(f"{kind.files} ({name})" for name, kind in LINE_FORMATS.items())
        raise UnsupportedFormatError(f"{path}: holds no lines that are known: looked for {looked_for}")
    return found[0]
