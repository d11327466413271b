"""Stage 8: Document ⇄ file. Each format has its writer and its reader side by side in one module."""

from glyphwright.export.formats import FORMATS, Format, check_installed, check_source, export, export_parts, read_export
from glyphwright.export.options import ExportOptions
from glyphwright.export.pdf import has_text
from glyphwright.export.results import READABLE, format_of, image_beside, read_result

__all__ = [
    "FORMATS",
    "READABLE",
    "ExportOptions",
    "Format",
    "check_installed",
    "check_source",
    "export",
    "export_parts",
    "format_of",
    "has_text",
    "image_beside",
    "read_export",
    "read_result",
]
