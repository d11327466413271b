"""A folder of PDFs → a cache of rendered pages with their truth on disk → pages at random, ready to train on.

The cache is a folder: `pages/0a/0a1b2c3d4e5f-0003.png` (.jpg where the page has colour) and `truth.jsonl`, one page
a line, written as the pages come, so that it can be read while it grows. A line of it:

    {"image": "pages/0a/0a1b2c3d4e5f-0003.png", "split": "train" | "val", "source": "package/name-hash.pdf", "page": 3,
     "dpi": 170, "width": 1405, "height": 1988, "figures": [[left, top, right, bottom], …],
     "lines": [{"text": "…", "quad": [x0, y0, …, x3, y3], "baseline": [x0, y0, x1, y1], "trusted": true, "block": 0,
                "words": [["…", left, top, right, bottom], …]}, …]}

Everything is in pixels of the image. A word of a line that is not upright has the box around its quadrilateral.
"""

import hashlib
import json
import logging
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import DamagedInputError, FileAccessError
from glyphwright.geometry import Box, Point, Polygon
from glyphwright.page import Block, Line, Page, Word
from glyphwright.stages import PageImage
from glyphwright_train.synth.from_pdf import TruthPage, read_truth

logger = logging.getLogger(__name__)

_PAGES_PER_DOCUMENT = 12
_PAGES_PER_ROUND = 3
_FEW_LINES, _KEEP_FEW = 3, 0.05
_MAX_PIXELS = 12_000_000
_LOWEST_DPI = 80
_JPEG_QUALITY = 95
_TRUTH = "truth.jsonl"


@dataclass(frozen=True, slots=True)
class PageCache:
    """Pages by index; `spans` are (start, length) in the truth file, and nothing is read before it is asked for."""

    folder: Path
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, index: int) -> tuple[PageImage, Page]:
        """The image as RGB and its truth: untrusted lines have score 0, figures are blocks without lines."""
        import cv2

        entry = self._entry(index)
        path = self.folder / entry["image"]
        pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if pixels is None:
            raise DamagedInputError(f"{path}: missing or no image; harvest the cache again")
        rgb = cast(NDArray[np.uint8], cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
        return PageImage(rgb, entry["page"], entry["dpi"]), _page(entry)

    def truth(self, index: int) -> Page:
        """The truth alone, where the pixels are not needed."""
        return _page(self._entry(index))

    def _entry(self, index: int) -> dict[str, Any]:
        start, length = self.spans[index]
        with (self.folder / _TRUTH).open("rb") as file:
            file.seek(start)
            return cast(dict[str, Any], json.loads(file.read(length)))


def load_truth_pages(cache: Path, *, split: str = "train") -> PageCache:
    """Open what `harvest` has written so far: the pages of one split, "train" or "val", in its order."""
    path = cache / _TRUTH
    if not path.is_file():
        raise FileAccessError(f"{path}: no such file; harvest a folder of PDFs first")
    mark = f'"split": "{split}"'.encode()
    spans, start = [], 0
    with path.open("rb") as file:
        for entry in file:
            if mark in entry[:200] and entry.endswith(b"\n"):
                spans.append((start, len(entry)))
            start += len(entry)
    return PageCache(cache, tuple(spans))


def harvest(
    pdf_folder: Path, out_folder: Path, *, count: int, seed: int, dpi_range: tuple[int, int] = (100, 300)
) -> Counter[str]:
    """Write a cache of `count` pages, drawn over all PDFs below a folder, and count why others were left out.

    No document gives more than 12 pages; they are taken 3 at a time, so that a part of the cache is as mixed as the
    whole. One document in 20, by its content, is for validation. The resolution is drawn for each page, most often
    between 150 and 200 dpi. The same folder and seed give the same cache, and an image is named after its document
    and page, so that a second run does not change what the first one named.
    """
    documents = sorted(pdf_folder.rglob("*.pdf"))
    if not documents:
        raise FileAccessError(f"{pdf_folder}: no PDF below it; extract or add some")
    out_folder.mkdir(parents=True, exist_ok=True)
    random.Random(seed).shuffle(documents)
    tally: Counter[str] = Counter()
    with (out_folder / _TRUTH).open("w", encoding="utf-8") as truth_file:
        for turn in range(_PAGES_PER_DOCUMENT // _PAGES_PER_ROUND):
            for path in documents:
                plan = _Plan(path, str(path.relative_to(pdf_folder)), seed, dpi_range, turn)
                for truth, digest, split in plan.pages(tally):
                    stem = f"{digest[:12]}-{truth.page.number:04d}"
                    entry = _entry(truth, _store(truth.image.pixels, out_folder, stem), plan.source, split)
                    truth_file.write(json.dumps(entry, ensure_ascii=False) + "\n")
                    truth_file.flush()
                    tally["kept"] += 1
                    tally["lines"] += len(entry["lines"])
                    if tally["kept"] >= count:
                        return tally
    return tally


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one document gives in one turn."""

    path: Path
    source: str
    seed: int
    dpi_range: tuple[int, int]
    turn: int

    def pages(self, tally: Counter[str]) -> Iterator[tuple[TruthPage, str, str]]:
        import pypdfium2

        digest = hashlib.sha256(self.path.read_bytes()).hexdigest()
        split = "val" if int(digest, 16) % 20 == 0 else "train"
        try:
            document = pypdfium2.PdfDocument(self.path)
        except pypdfium2.PdfiumError as error:
            logger.warning("%s cannot be opened and is left out: %s", self.source, error)
            tally["unreadable"] += 1
            return
        try:
            numbers = list(range(len(document)))
            random.Random(f"{self.seed} {digest}").shuffle(numbers)
            first = self.turn * _PAGES_PER_ROUND
            for number in numbers[first : first + _PAGES_PER_ROUND]:
                truth = self._page(document, number, random.Random(f"{self.seed} {digest} {number}"), tally)
                if truth is not None:
                    yield truth, digest, split
        finally:
            document.close()

    def _page(self, document: Any, index: int, rng: random.Random, tally: Counter[str]) -> TruthPage | None:
        import pypdfium2

        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            logger.warning("%s, page %d cannot be opened and is left out: %s", self.source, index + 1, error)
            tally["unreadable"] += 1
            return None
        low, high = self.dpi_range
        dpi = min(rng.triangular(low, high, 0.65 * low + 0.35 * high), _largest_dpi(*page.get_size()))
        if dpi < min(low, _LOWEST_DPI):
            tally["large"] += 1
            return None
        truth = read_truth(page, number=index + 1, dpi=round(dpi))
        page.close()
        fault = truth.fault
        if not fault and sum(1 for _ in truth.page.lines) < _FEW_LINES and rng.random() > _KEEP_FEW:
            fault = "few lines"
        if fault:
            tally[fault] += 1
        return None if fault else truth


def _largest_dpi(width: float, height: float) -> float:
    """The resolution at which a page of this size in points has as many pixels as are allowed."""
    return float(72 * (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)


def _store(pixels: NDArray[np.uint8], folder: Path, stem: str) -> str:
    """Write a page as a grey PNG, or as a JPEG where it has colour, and return its path below the folder."""
    import cv2

    red, green, blue = cv2.split(pixels)
    spread = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    coloured = np.count_nonzero(spread > 24) > 0.0005 * spread.size
    name = f"pages/{stem[:2]}/{stem}.{'jpg' if coloured else 'png'}"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if coloured:
        written = cv2.imwrite(str(path), pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    else:
        written = cv2.imwrite(str(path), cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), [cv2.IMWRITE_PNG_COMPRESSION, 3])
    if not written:
        raise FileAccessError(f"{path}: cannot be written; make room or choose another folder")
    return name


def _entry(truth: TruthPage, image: str, source: str, split: str) -> dict[str, Any]:
    page = truth.page
    return {
        "image": image,
        "split": split,
        "source": source,
        "page": page.number,
        "dpi": page.dpi,
        "width": page.width,
        "height": page.height,
        "figures": [_numbers(block.box) for block in page.blocks if not block.lines],
        "lines": [
            {
                "text": line.text,
                "quad": _flat(line.polygon.points),
                "baseline": _flat(line.baseline),
                "trusted": line.score > 0,
                "block": index,
                "words": [[word.text, *_numbers(word.box)] for word in line.words],
            }
            for index, block in enumerate(page.blocks)
            for line in block.lines
        ],
    }


def _numbers(box: Box) -> list[float]:
    return [round(side, 1) for side in (box.left, box.top, box.right, box.bottom)]


def _flat(points: tuple[Point, ...]) -> list[float]:
    return [round(number, 1) for point in points for number in point]


def _page(entry: dict[str, Any]) -> Page:
    of_block: dict[int, list[Line]] = {}
    for line in entry["lines"]:
        of_block.setdefault(line["block"], []).append(_line(line))
    blocks = [Block.around(tuple(of_block[index])) for index in sorted(of_block)]
    figures = [Block((), Box(*sides).polygon, "figure") for sides in entry["figures"]]
    return Page(entry["page"], entry["width"], entry["height"], (*blocks, *figures), entry["dpi"])


def _line(entry: dict[str, Any]) -> Line:
    words = tuple(Word(text, Box(*sides).polygon) for text, *sides in entry["words"])
    return Line(words, _polygon(entry["quad"]), _polygon(entry["baseline"]).points, score=float(entry["trusted"]))


def _polygon(numbers: list[float]) -> Polygon:
    return Polygon(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
