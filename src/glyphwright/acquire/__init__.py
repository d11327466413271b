"""Stage 1, source → PageImage: files, PDFs, arrays, standard input and web addresses, one page alive at a time."""

from glyphwright.acquire.expand import expand_sources
from glyphwright.acquire.page_range import parse_page_range
from glyphwright.acquire.pages import list_pages, load_bytes, open_pages
from glyphwright.acquire.sources import Source

__all__ = ["Source", "expand_sources", "list_pages", "load_bytes", "open_pages", "parse_page_range"]
