"""Stage 3: found lines → blocks in reading order."""

from glyphwright.layout.order import order_lines
from glyphwright.layout.rows import rows_of

__all__ = ["order_lines", "rows_of"]
