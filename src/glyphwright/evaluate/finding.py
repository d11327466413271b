"""A line finder and samples whose truth is known → what is found of their words and lines, and in what time."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from glyphwright import metrics
from glyphwright.acquire import open_pages
from glyphwright.datasets import Sample
from glyphwright.detect import part_lines
from glyphwright.errors import OptionError
from glyphwright.evaluate.each import look_at_each
from glyphwright.evaluate.judgement import ASIDE, FATES, Fate, Judgement, judge_lines
from glyphwright.evaluate.true_text import read_truly
from glyphwright.evaluate.true_words import split_truth
from glyphwright.geometry import Polygon
from glyphwright.metrics import IOU_LEVELS, DetectionScore, EditScore, WordScore
from glyphwright.options import ReadOptions
from glyphwright.overlaps import overlaps
from glyphwright.page import Word
from glyphwright.stages import LineFinder, PageImage, Region

BAD: frozenset[Fate] = frozenset(FATES) - {"found", "clipped"}


@dataclass(frozen=True, slots=True)
class PageFinding:
    """What was found on one page.

    Args:
        path: The image.
        found: Outlines of the found lines (`Region.outline`), in pixels of the image.
        words: The true words that count (`split_truth`).
        judgement: What became of each of them.
        lines: Outlines at each of `IOU_LEVELS`; None where the truth has no lines.
        reachable: The words that would be read without any fault of the reader (`read_truly`).
        reachable_characters: The same by characters, in the order of the layout stage.
        milliseconds: That one thread spent on finding, decoding of the image left out.
    """

    path: Path
    found: tuple[Polygon, ...]
    words: tuple[Word, ...]
    judgement: Judgement
    lines: tuple[DetectionScore, ...] | None
    reachable: WordScore
    reachable_characters: EditScore
    milliseconds: float

    def to_dict(self) -> dict[str, Any]:
        """Its counts and scores, and where every word that is lost, cut or merged and every false line stands."""
        judged = zip(self.words, self.judgement.fates, strict=True)
        bad = [{"fate": fate, "text": word.text, "bbox": _sides(word.polygon)} for word, fate in judged if fate in BAD]
        false = [_sides(line) for line, is_false in zip(self.found, self.judgement.false, strict=True) if is_false]
        return {"name": self.path.name, **_to_dict([self]), "bad_words": bad, "false_boxes": false}


@dataclass(frozen=True, slots=True)
class FindingEvaluation:
    """What was found on all pages, in their order; counts and scores are sums over all of them."""

    finder: str
    pages: tuple[PageFinding, ...]

    @property
    def n_words(self) -> int:
        return sum(len(page.words) for page in self.pages)

    @property
    def n_found(self) -> int:
        return sum(len(page.found) for page in self.pages)

    @property
    def merges(self) -> int:
        """Found lines that hold words of more than one row."""
        return sum(sum(page.judgement.merges) for page in self.pages)

    @property
    def false_lines(self) -> int:
        return sum(sum(page.judgement.false) for page in self.pages)

    @property
    def reachable(self) -> WordScore:
        return sum((page.reachable for page in self.pages), WordScore())

    @property
    def reachable_characters(self) -> EditScore:
        return sum((page.reachable_characters for page in self.pages), EditScore())

    @property
    def milliseconds(self) -> float:
        """The mean of all pages."""
        return sum(page.milliseconds for page in self.pages) / len(self.pages)

    @property
    def lines(self) -> tuple[DetectionScore, ...] | None:
        """At each of `IOU_LEVELS`, over the pages whose truth has lines; None where none has."""
        scores = [page.lines for page in self.pages if page.lines is not None]
        return tuple(sum(level, DetectionScore()) for level in zip(*scores, strict=True)) if scores else None

    @property
    def worst_first(self) -> list[PageFinding]:
        """By how many words finding costs at the least, then by how many are not found as they should be."""

        def cost(page: PageFinding) -> tuple[int, int, int]:
            lost = page.reachable.n_output + page.reachable.n_truth - 2 * page.reachable.hits
            return lost, len(page.words) - page.judgement.count("found"), sum(page.judgement.false)

        return sorted(self.pages, key=cost, reverse=True)

    def count(self, fate: Fate) -> int:
        return sum(page.judgement.count(fate) for page in self.pages)

    def to_dict(self) -> dict[str, Any]:
        """Totals and every page, the worst first; shares and scores to four decimals."""
        totals = {"finder": self.finder, "pages": len(self.pages), **_to_dict(self.pages)}
        return {**totals, "results": [page.to_dict() for page in self.worst_first]}


def evaluate_finder(
    samples: Sequence[Sample],
    finder: LineFinder,
    *,
    ignore_case: bool = False,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> FindingEvaluation:
    """Find the lines of every sample and compare them with its truth.

    Args:
        samples: At least one; the first page of each is looked at.
        finder: Of one thread, for the time to be that; with more than one job it is used from several threads at once.
        ignore_case: For truth whose case means nothing.
        jobs: How many images are looked at once.
        progress: Told after each image how many are done.

    Raises:
        OptionError: The truth of an image says nothing of places.
    """
    check_places(samples)
    look = partial(_find, finder=finder, ignore_case=ignore_case)
    with _one_thread():
        return FindingEvaluation(finder.name, look_at_each(samples, look, jobs=jobs, progress=progress))


def judge_page(
    sample: Sample, image: PageImage, regions: Sequence[Region], *, milliseconds: float = 0.0, ignore_case: bool = False
) -> PageFinding:
    """Compare the lines that were found in the image of a sample with its truth, which has places."""
    found = tuple(image.to_source(region.outline) for region in regions)
    words, aside = split_truth(sample)
    text = read_truly(found, words, image.rules_of_source)
    return PageFinding(
        path=sample.path,
        found=found,
        words=tuple(words),
        judgement=judge_lines(found, words, aside),
        lines=_compare_lines(found, sample),
        reachable=metrics.word_f1(text, sample.text, ignore_case=ignore_case),
        reachable_characters=metrics.cer(text, sample.text, ignore_case=ignore_case),
        milliseconds=milliseconds,
    )


def check_places(samples: Sequence[Sample]) -> None:
    """Raise OptionError where the truth of an image says nothing of places, ValueError where there is no image."""
    if not samples:
        raise ValueError("there is nothing to evaluate: give at least one sample")
    without = next((sample for sample in samples if sample.page is None), None)
    if without is not None:
        raise OptionError(f"{without.path}: its truth has no places of lines or words: use --stage read")


def _find(sample: Sample, finder: LineFinder, ignore_case: bool) -> PageFinding:
    image = next(open_pages(sample.path, options=ReadOptions()))
    start = time.thread_time()
    regions = part_lines(image, finder.find_lines(image))
    milliseconds = 1000 * (time.thread_time() - start)
    return judge_page(sample, image, regions, milliseconds=milliseconds, ignore_case=ignore_case)


def _compare_lines(found: Sequence[Polygon], sample: Sample) -> tuple[DetectionScore, ...] | None:
    """Outlines paired one to one; what lies in text that does not count, and finds no true line, is left out."""
    if sample.page is None or not sample.lines_known:
        return None
    truth = [line.polygon for line in sample.page.lines]
    aside = overlaps(found, sample.ignored).share_of_left.sum(axis=1) >= ASIDE
    overlap = overlaps(found, truth).iou
    counts = ~aside | (overlap >= IOU_LEVELS[0]).any(axis=1)
    return tuple(metrics.detection_scores(overlap[counts]))


@contextmanager
def _one_thread() -> Iterator[None]:
    """OpenCV computes on the thread that calls it."""
    import cv2

    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def _to_dict(pages: Sequence[PageFinding]) -> dict[str, Any]:
    total = FindingEvaluation("", tuple(pages))
    scores = total.lines
    return {
        "true_words": total.n_words,
        "found_lines": total.n_found,
        "found_share": _short(total.count("found") / max(1, total.n_words)),
        "words": {fate: total.count(fate) for fate in FATES},
        "merges": total.merges,
        "false_lines": total.false_lines,
        "reachable_word_f1": _short(total.reachable.f1),
        "reachable_cer": _short(total.reachable_characters.rate),
        "milliseconds": _short(total.milliseconds),
        "iou_50": None if scores is None else _rates(scores[:1]),
        "iou_50_95": None if scores is None else _rates(scores),
    }


def _rates(scores: Sequence[DetectionScore]) -> dict[str, float]:
    """Means over the levels."""
    rates = {name: [getattr(score, name) for score in scores] for name in ("recall", "precision", "h_mean")}
    return {name: _short(sum(values) / len(values)) for name, values in rates.items()}


def _sides(polygon: Polygon) -> list[float]:
    box = polygon.box
    return [round(side, 1) for side in (box.left, box.top, box.right, box.bottom)]


def _short(value: float) -> float:
    return round(value, 4)
