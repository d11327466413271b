"""Drawn pages with the places of their figures → how many of them the layout stage finds, and what it takes for one."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.geometry import Box
from glyphwright.layout import find_figures
from glyphwright.options import ReadOptions
from glyphwright.pixels import to_grey
from glyphwright.preprocess import prepare
from glyphwright.stages import PageImage
from glyphwright_train.synth.layouts.sheet import Figure, Sheet
from glyphwright_train.synth.wear import wear

LEAST_IOU = 0.5


@dataclass(frozen=True, slots=True)
class FigureScore:
    """Of one page: true figures, and those found, by what they are; boxes found, right, and beside all figures."""

    true: Counter[str]
    hits: Counter[str]
    n_found: int
    n_right: int
    n_beside: int
    seconds: float


def find_and_score(sheet: Sheet, rng: np.random.Generator, *, worn: bool) -> FigureScore:
    """Look for figures on a drawn page, as it is or worn, with the true lines of text."""
    pixels = np.ascontiguousarray(sheet.pixels)
    image = prepare(PageImage(_worn(pixels, rng, sheet.em) if worn else pixels), ReadOptions(steps=("rules",)))
    lines = [line.polygon for line in sheet.page.lines if line.words]
    start = time.process_time()
    found = [figure.box for figure in find_figures(image, lines)]
    return score_figures(found, sheet.figures, seconds=time.process_time() - start)


def score_figures(found: Sequence[Box], true: Sequence[Figure], *, seconds: float = 0.0) -> FigureScore:
    """Pair boxes with the figures that they match, each with one."""
    open_boxes, hits = list(found), Counter[str]()
    for figure in true:
        match = max(open_boxes, key=figure.box.iou, default=None)
        if match is not None and figure.box.iou(match) >= LEAST_IOU:
            open_boxes.remove(match)
            hits[figure.kind] += 1
    beside = sum(all(box.iou(figure.box) == 0 for figure in true) for box in open_boxes)
    return FigureScore(
        Counter(figure.kind for figure in true), hits, len(found), len(found) - len(open_boxes), beside, seconds
    )


def report_figures(clean: Iterable[FigureScore], worn: Iterable[FigureScore]) -> None:
    """Print recall by kind, precision, and time."""
    for name, scores in (("clean", list(clean)), ("worn", list(worn))):
        true, hits = (sum((getattr(page, part) for page in scores), Counter[str]()) for part in ("true", "hits"))
        kinds = ", ".join(f"{kind} {hits[kind]}/{true[kind]}" for kind in sorted(true))
        found, right, beside = (
            sum(getattr(page, part) for page in scores) for part in ("n_found", "n_right", "n_beside")
        )
        ms = 1000 * float(np.median([page.seconds for page in scores]))
        print(f"figures, {name:13} precision {right / max(1, found):.3f}  recall {right / max(1, true.total()):.3f}")
        print(f"{'':22} {kinds}")
        print(f"{'':22} {found} found, {beside} where there is none; {ms:.1f} ms a page")


def _worn(pixels: NDArray[np.uint8], rng: np.random.Generator, em: float) -> NDArray[np.uint8]:
    grey = wear(to_grey(pixels), rng, strength=float(rng.uniform(0.2, 0.8)), text_height=1.2 * em)
    return np.repeat(grey[..., None], 3, axis=2)
