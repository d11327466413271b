"""Stage 3: found lines → blocks in reading order; and, once they are read, what these blocks are."""

from glyphwright.layout.kinds import name_blocks
from glyphwright.layout.order import order_lines
from glyphwright.layout.rows import rows_of

__all__ = ["name_blocks", "order_lines", "rows_of"]
