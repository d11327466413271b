"""Words and lines with their texts, of any format or public set → labelled lines; their faults; and lines → files."""

from glyphwright.datasets.lines.check import Finding, check_lines
from glyphwright.datasets.lines.labelled_lines import LabelledLine
from glyphwright.datasets.lines.open_lines import LINE_FORMATS, LineFormat, open_lines, writable_formats, write_lines

__all__ = [
    "LINE_FORMATS",
    "Finding",
    "LabelledLine",
    "LineFormat",
    "check_lines",
    "open_lines",
    "writable_formats",
    "write_lines",
]
