"""OCR from scan, photo or PDF to text, positions and searchable PDF: `glyphwright.read("scan.png").text`."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from glyphwright.errors import GlyphwrightError
from glyphwright.export import export
from glyphwright.options import ReadOptions
from glyphwright.page import Block, Document, Glyph, Line, Page, Word

if TYPE_CHECKING:
    from glyphwright.pipeline import Reader, make_reader, read
    from glyphwright.pytesseract_style import image_to_data, image_to_string

__version__ = "0.1.0.dev0"

__all__ = [
    "Block", "Document", "Glyph", "GlyphwrightError", "Line", "Page", "ReadOptions", "Reader", "Word", "__version__",
    "export", "image_to_data", "image_to_string", "make_reader", "read",
]  # fmt: skip

# What reads is imported when it is first asked for: `import glyphwright` costs little.
_LATER = {
    **dict.fromkeys(("Reader", "make_reader", "read"), "pipeline"),
    **dict.fromkeys(("image_to_data", "image_to_string"), "pytesseract_style"),
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
