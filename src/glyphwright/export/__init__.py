"""Stage 8: Document ⇄ file. Each format has its writer and its reader side by side in one module."""

from glyphwright.export.formats import FORMATS, Format, export, read_export
from glyphwright.export.options import ExportOptions
from glyphwright.export.pdf import has_text

__all__ = ["FORMATS", "ExportOptions", "Format", "export", "has_text", "read_export"]
