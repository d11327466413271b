"""Stage 3: found lines → blocks in reading order."""

from glyphwright.layout.order import order_lines

__all__ = ["order_lines"]
