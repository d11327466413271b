"""Stage 4: where the lines of text are on a page, and the crops that a reader gets."""

from glyphwright.detect.combs import COMB
from glyphwright.detect.crops import cut_lines, cut_otherwise, cut_whole
from glyphwright.detect.open_finder import open_line_finder
from glyphwright.detect.part import part_lines

__all__ = ["COMB", "cut_lines", "cut_otherwise", "cut_whole", "open_line_finder", "part_lines"]
