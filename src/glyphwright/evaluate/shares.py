"""A reader and samples whose truth is known → how many of its word errors each stage is to blame for.

Faults are taken out of a page one after the other; what each step mends is the share of its stage:

1. read          The page as it is read.
2. no false      Without the words that were read in false lines.            1 − 2: false lines
3. true text     What stands in the found lines, read without a fault.       2 − 3: reading
4. true order    The same lines in the order of the truth.                   3 − 4: order
   truth         The truth, which has no errors.                             4 − 0: finding

So the shares always sum to the whole. One may be negative, where a fault hides another: a word that is cut and then
misread may be right by chance. Lines that are found, hold text, and are left out for their low confidence, count as
misread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from glyphwright import metrics
from glyphwright.acquire import open_pages
from glyphwright.datasets import Sample
from glyphwright.evaluate.each import look_at_each
from glyphwright.evaluate.finding import PageFinding, check_places, judge_page
from glyphwright.evaluate.true_text import read_truly
from glyphwright.evaluate.true_words import split_truth
from glyphwright.geometry import Polygon
from glyphwright.metrics import EditScore, WordScore
from glyphwright.page import Block, Page
from glyphwright.pipeline import Reader


@dataclass(frozen=True, slots=True)
class Texts:
    """What each of the four pages of the module's docstring scores; scores add up."""

    words: tuple[WordScore, ...] = (WordScore(),) * 4
    in_order: tuple[EditScore, ...] = (EditScore(),) * 4

    def __add__(self, other: "Texts") -> "Texts":
        return Texts(
            tuple(one + more for one, more in zip(self.words, other.words, strict=True)),
            tuple(one + more for one, more in zip(self.in_order, other.in_order, strict=True)),
        )

    @property
    def any_order(self) -> "ErrorShares":
        """Of 1 − word F1, which does not heed order."""
        return ErrorShares.between(*(1 - score.f1 for score in self.words))

    @property
    def reading_order(self) -> "ErrorShares":
        """Of the word error rate (WER): words inserted, deleted and replaced, for each true word."""
        return ErrorShares.between(*(score.rate for score in self.in_order))


@dataclass(frozen=True, slots=True)
class ErrorShares:
    """How much of an error each stage is to blame for."""

    finding: float
    false_lines: float
    order: float
    reading: float

    @classmethod
    def between(cls, read: float, no_false: float, true_text: float, true_order: float) -> "ErrorShares":
        """From the errors of the four pages."""
        return cls(true_order, read - no_false, true_text - true_order, no_false - true_text)

    @property
    def total(self) -> float:
        return self.finding + self.false_lines + self.order + self.reading

    def to_dict(self) -> dict[str, float]:
        names = ("total", "finding", "false_lines", "order", "reading")
        return {name: round(getattr(self, name), 4) for name in names}


@dataclass(frozen=True, slots=True)
class PageShares:
    """One page."""

    finding: PageFinding
    texts: Texts

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.finding.path.name, **_to_dict(self.texts), "finding": self.finding.to_dict()}


@dataclass(frozen=True, slots=True)
class ShareEvaluation:
    """All pages, in their order."""

    pages: tuple[PageShares, ...]

    @property
    def texts(self) -> Texts:
        return sum((page.texts for page in self.pages), Texts())

    @property
    def worst_first(self) -> list[PageShares]:
        """By the number of word errors."""
        return sorted(self.pages, key=lambda page: page.texts.in_order[0].edits, reverse=True)

    def to_dict(self) -> dict[str, Any]:
        """Totals and every page, the worst first."""
        totals = {"pages": len(self.pages), **_to_dict(self.texts)}
        return {**totals, "results": [page.to_dict() for page in self.worst_first]}


def evaluate_stages(
    samples: Sequence[Sample],
    reader: Reader,
    *,
    ignore_case: bool = False,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> ShareEvaluation:
    """Read the first page of every sample, and find out which stage is to blame for its errors.

    Args:
        samples: At least one.
        reader: With more than one job it is used from several threads at once.
        ignore_case: For truth whose case means nothing.
        jobs: How many images are read at once.
        progress: Told after each image how many are done.

    Raises:
        OptionError: The truth of an image says nothing of places.
    """
    check_places(samples)
    share = partial(_share, reader=reader, ignore_case=ignore_case)
    return ShareEvaluation(look_at_each(samples, share, jobs=jobs, progress=progress))


def _share(sample: Sample, reader: Reader, ignore_case: bool) -> PageShares:
    seen = reader.see(next(open_pages(sample.path, options=reader.options)))
    finding = judge_page(sample, seen.image, seen.lines, ignore_case=ignore_case)
    page = reader.lay_out(seen)
    false = {outline for outline, is_false in zip(finding.found, finding.judgement.false, strict=True) if is_false}
    words, _ = split_truth(sample)
    texts = (
        page.text,
        _without(page, false).text,
        read_truly(finding.found, words, seen.image.rules_of_source),
        read_truly(finding.found, words, true_order=True),
    )
    scores = tuple(metrics.word_f1(text, sample.text, ignore_case=ignore_case) for text in texts)
    edits = tuple(metrics.wer(text, sample.text, ignore_case=ignore_case) for text in texts)
    return PageShares(finding, Texts(scores, edits))


def _without(page: Page, outlines: set[Polygon]) -> Page:
    """A page without the lines that have these outlines."""
    kept = [tuple(line for line in block.lines if line.polygon not in outlines) for block in page.blocks]
    return replace(page, blocks=tuple(Block.around(lines) for lines in kept if lines))


def _to_dict(texts: Texts) -> dict[str, Any]:
    return {"any_order": texts.any_order.to_dict(), "reading_order": texts.reading_order.to_dict()}
