"""Lines cut from pages of born-digital PDFs, kept as strips of clean paper: one packed file and an index.

A strip holds its line with room around it, neighbours and rules included, so that wear and cutting happen to it as to
a real page. Files: `strips.bin`, PNGs one after the other; `strips.npz`, where each is and what frame its line has;
`strips.txt`, a text a line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import FileAccessError, InputError
from glyphwright.geometry import Box
from glyphwright.page import Line
from glyphwright.pixels import to_grey
from glyphwright_train.synth.lines import LineSample, Strip, cut_worn
from glyphwright_train.synth.pdf_cache import PageCache
from glyphwright_train.synth.wear import wear

CROP_HEIGHT_PX = 36
ROOM = 0.7
SMALLEST_PX = 8.0
MOST_RISE = 0.1
STEEPEST = float(np.tan(np.deg2rad(1)))


@dataclass(frozen=True, slots=True)
class LabelledStrip:
    """A strip and what its line says."""

    strip: Strip
    text: str


@dataclass(frozen=True, slots=True)
class StripStore:
    """Strips on disk, sorted by the width that their crops will have."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    frames: NDArray[np.float32]
    widths: NDArray[np.float32]
    texts: tuple[str, ...]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map a store into memory; raises FileAccessError if there is none."""
        if not (folder / "strips.npz").exists():
            raise FileAccessError(f"{folder}: holds no strips: make them with `glyphwright synth strips`")
        index = np.load(folder / "strips.npz")
        texts = (folder / "strips.txt").read_text(encoding="utf-8").split("\n")
        data = np.memmap(folder / "strips.bin", dtype=np.uint8, mode="r")
        return cls(data, index["offsets"], index["frames"], index["widths"], tuple(texts))

    def __len__(self) -> int:
        return len(self.widths)

    def __getitem__(self, i: int) -> LabelledStrip:
        start, end = self.offsets[i]
        pixels = cast(NDArray[np.uint8], cv2.imdecode(self.data[start:end], cv2.IMREAD_GRAYSCALE))
        return LabelledStrip(Strip(pixels, Box(*map(float, self.frames[i]))), self.texts[i])

    def pick(self, rng: np.random.Generator, width: int) -> LabelledStrip:
        """One of those whose crop will be about `width` pixels wide."""
        low, high = np.searchsorted(self.widths, [width * 0.82, width * 1.2])
        if high - low < 50:
            middle = (low + high) // 2
            low, high = max(0, middle - 25), min(len(self), middle + 25)
        return self[int(rng.integers(low, high))]


def wear_strip(rng: np.random.Generator, labelled: LabelledStrip, *, height: int, strength: float) -> LineSample:
    """Bring a strip to a random resolution, wear it and cut its line."""
    strip = labelled.strip.shrunk(float(np.exp(rng.uniform(np.log(16 - 5 * strength), np.log(48)))))
    worn = wear(strip.pixels, rng, strength=strength, text_height=strip.frame.height)
    return LineSample(cut_worn(rng, worn, strip.frame.polygon, height=height, strength=strength), labelled.text)


def write_store(folder: Path, strips: Iterable[LabelledStrip]) -> int:
    """Write a store, sorted by width; returns how many strips it holds.

    Raises:
        InputError: There is not a single strip.
    """
    encoded = []
    for labelled in strips:
        strip = labelled.strip
        box, crop = strip.frame, strip.crop_width(CROP_HEIGHT_PX)
        png = cv2.imencode(".png", strip.pixels, [cv2.IMWRITE_PNG_COMPRESSION, 6])[1]
        encoded.append((crop, png.tobytes(), (box.left, box.top, box.right, box.bottom), labelled.text))
    if not encoded:
        raise InputError(f"{folder}: there are no strips to write: harvest more pages")
    folder.mkdir(parents=True, exist_ok=True)
    encoded.sort(key=lambda entry: entry[0])
    ends = np.cumsum([len(png) for _, png, _, _ in encoded])
    offsets = np.stack([np.concatenate([[0], ends[:-1]]), ends], axis=1)
    (folder / "strips.bin").write_bytes(b"".join(png for _, png, _, _ in encoded))
    (folder / "strips.txt").write_text("\n".join(text for _, _, _, text in encoded), encoding="utf-8")
    np.savez(
        folder / "strips.npz",
        offsets=offsets,
        frames=np.array([frame for _, _, frame, _ in encoded], dtype=np.float32),
        widths=np.array([width for width, _, _, _ in encoded], dtype=np.float32),
    )
    return len(encoded)


def harvest_strips(pages: PageCache, *, alphabet: str, per_page: int, seed: int) -> Iterator[LabelledStrip]:
    """Cut lines out of a cache of pages whose text is known.

    A line is taken if its text is trusted and within the alphabet, if it is level (by less than a degree, and by less
    than a tenth of its height from end to end) and no less than 8 pixels high.

    Args:
        pages: Of one split.
        alphabet: Every character that a text may have.
        per_page: The most that one page gives, chosen at random.
        seed: Decides which; the same cache and seed give the same strips.
    """
    known = frozenset(alphabet)
    for i in range(len(pages)):
        lines = [line for line in pages.truth(i).lines if _is_fit(line, known)]
        if not lines:
            continue
        chosen = np.random.default_rng([seed, i]).permutation(len(lines))[:per_page]
        grey = to_grey(pages[i][0].pixels)
        for k in sorted(int(k) for k in chosen):
            yield LabelledStrip(cut_strip(grey, lines[k].box), lines[k].text)


def _is_fit(line: Line, known: frozenset[str]) -> bool:
    text = line.text
    if line.score <= 0 or not text or not known.issuperset(text):
        return False
    (x0, y0), (x1, y1), *_ = line.polygon.points
    along, height = x1 - x0, line.box.height
    rise = abs(y1 - y0)
    return along > 0 and height >= SMALLEST_PX and rise < MOST_RISE * height and rise < STEEPEST * along


def cut_strip(page: NDArray[np.uint8], frame: Box) -> Strip:
    """Cut a level line out of a grey page, with room of `ROOM` line heights on each side, white beyond the page."""
    room = ROOM * frame.height
    left, top = int(frame.left - room), int(frame.top - room)
    right, bottom = int(np.ceil(frame.right + room)), int(np.ceil(frame.bottom + room))
    h, w = page.shape
    strip = np.full((bottom - top, right - left), 255, np.uint8)
    y0, y1, x0, x1 = max(top, 0), min(bottom, h), max(left, 0), min(right, w)
    strip[y0 - top : y1 - top, x0 - left : x1 - left] = page[y0:y1, x0:x1]
    return Strip(strip, Box(frame.left - left, frame.top - top, frame.right - left, frame.bottom - top))
