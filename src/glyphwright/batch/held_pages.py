"""Pages that were read → the same pages, held in little memory until their document is complete and written.

A page with its characters takes about a megabyte as objects, and a tenth of that packed; so of a long document most
pages are held packed, and unpacked one after the other when they are asked for.
"""

import pickle
import zlib
from collections.abc import Iterable, Sequence
from typing import overload

from glyphwright.page import Page

_AS_OBJECTS = 32
_FAST = 1


class HeldPages(Sequence[Page]):
    """Pages in their order, the first few as they are, the others packed: each of these is made anew when asked for."""

    __slots__ = ("_pages",)

    def __init__(self, pages: Iterable[Page | bytes] = ()) -> None:
        self._pages: list[Page | bytes] = []
        for page in pages:
            self.append(page)

    def append(self, page: Page | bytes) -> None:
        """Add a page, or what `pack` made of it."""
        if len(self._pages) < _AS_OBJECTS:
            self._pages.append(_unpacked(page))
        else:
            self._pages.append(page if isinstance(page, bytes) else pack(page))

    def __len__(self) -> int:
        return len(self._pages)

    @overload
    def __getitem__(self, index: int) -> Page: ...
    @overload
    def __getitem__(self, index: slice) -> "HeldPages": ...
    def __getitem__(self, index: int | slice) -> "Page | HeldPages":
        return HeldPages(self._pages[index]) if isinstance(index, slice) else _unpacked(self._pages[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(Page.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]  # it grows


def pack(page: Page) -> bytes:
    """A page as it can be sent and held; only for this run of the program, never to be stored."""
    return zlib.compress(pickle.dumps(page, pickle.HIGHEST_PROTOCOL), _FAST)


def _unpacked(page: Page | bytes) -> Page:
    if isinstance(page, Page):
        return page
    unpacked: Page = pickle.loads(zlib.decompress(page))
    return unpacked
