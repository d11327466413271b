"""Searchable PDF: the pages as they were, with what was read on them as an invisible text layer."""

from glyphwright.export.pdf.searchable import has_text
from glyphwright.export.pdf.text_only import write_text_only_pdf
from glyphwright.export.pdf.writer import write_pdf

__all__ = ["has_text", "write_pdf", "write_text_only_pdf"]
