"""Pages asked for, as text → page numbers. Knows nothing of files."""

import re

from glyphwright.errors import PageRangeError

# Nine digits are beyond any document, and keep int() far from its own limit on length.
_ITEM = re.compile(r"([0-9]{1,9})?(?:\s*(-)\s*([0-9]{1,9})?)?")


def parse_page_range(text: str | None, n_pages: int, *, name: str = "the document") -> list[int]:
    """Turn "1,3-5,8-" into page numbers, which count from 1, ascending, each once.

    "3-5" is 3, 4, 5; "8-" is 8 and all that follow; "-2" is the first two. None is every page.

    Args:
        text: What was asked for.
        n_pages: How many pages there are.
        name: What an error calls the document.

    Raises:
        PageRangeError: It cannot be parsed, or names a page that the document does not have.
    """
    if text is None:
        return list(range(1, n_pages + 1))
    chosen: set[int] = set()
    for item in text.split(","):
        first, last = _ends(item.strip(), text, n_pages, name)
        if not 1 <= first <= last:
            raise PageRangeError(f"{name}: pages “{text}” cannot be: “{item.strip()}” must count up, from 1")
        if last > n_pages:
            has = "only 1 page" if n_pages == 1 else f"only {n_pages} pages"
            raise PageRangeError(f"{name}: pages “{text}” cannot be: it has {has}")
        chosen.update(range(first, last + 1))
    return sorted(chosen)


def _ends(item: str, text: str, n_pages: int, name: str) -> tuple[int, int]:
    match = _ITEM.fullmatch(item)
    first, dash, last = match.groups() if match else (None, None, None)
    if first is None and last is None:
        raise PageRangeError(f"{name}: pages “{text}” cannot be understood: write them as 1,3-5,8-")
    start = int(first or 1)
    if dash is None:
        return start, start
    # "9-" of a document with five pages has to fail for its 9, not for counting down.
    return start, int(last) if last else max(start, n_pages)
