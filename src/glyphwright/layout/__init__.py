"""Stage 3: page and found lines → figures, blocks in reading order; and, once they are read, what these blocks are."""

from glyphwright.layout.around_figures import order_around
from glyphwright.layout.figures import Figure, find_figures
from glyphwright.layout.kinds import name_blocks
from glyphwright.layout.order import order_lines
from glyphwright.layout.rows import rows_of

__all__ = ["Figure", "find_figures", "name_blocks", "order_around", "order_lines", "rows_of"]
