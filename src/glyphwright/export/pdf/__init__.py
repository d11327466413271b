"""Searchable PDF: the pages as they were, with what was read on them as an invisible text layer."""

from glyphwright.export.pdf.writer import pages_left_alone, write_pdf

__all__ = ["pages_left_alone", "write_pdf"]
