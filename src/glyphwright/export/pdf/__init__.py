"""Searchable and annotated PDFs: the pages as they were, with what was read under, over, beside or behind them."""

from glyphwright.export.pdf.annotated import write_alternating, write_overlay, write_side_by_side
from glyphwright.export.pdf.searchable import has_text
from glyphwright.export.pdf.text_only import write_text_only_pdf
from glyphwright.export.pdf.writer import write_pdf

__all__ = [
    "has_text", "write_alternating", "write_overlay", "write_pdf", "write_side_by_side", "write_text_only_pdf",
]  # fmt: skip
