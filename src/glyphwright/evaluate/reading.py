"""A reader and samples whose truth is known → how well it reads them: words, characters, places, confidence, time.

It knows nothing of what is inside the reader: whatever fits `EvaluatedReader` can be measured.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from glyphwright import metrics
from glyphwright.datasets import Sample
from glyphwright.evaluate.each import look_at_each
from glyphwright.metrics import DetectionScore, EditScore, Match, WordScore
from glyphwright.page import Document, Line, Word


class EvaluatedReader(Protocol):
    """Reads a page, or a crop of one word or line."""

    def read(self, source: Path, /) -> Document: ...

    def read_line(self, source: Path, /) -> Line: ...


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one image.

    `claims` are (confidence, right) of every word that was read; `detection` is None where the truth has no places.
    """

    name: str
    output: str
    truth: str
    seconds: float
    words: WordScore
    characters: EditScore
    match: Match
    claims: tuple[tuple[float, bool], ...]
    detection: DetectionScore | None = None

    def to_dict(self) -> dict[str, Any]:
        found = self.detection
        return {
            "name": self.name,
            "word_f1": _short(self.words.f1),
            "cer": _short(self.characters.rate),
            "exact": self.match.exact,
            "letters": self.match.letters,
            "line_recall": None if found is None else _short(found.recall),
            "line_precision": None if found is None else _short(found.precision),
            "calibration_error": _short(metrics.calibration_error(*_columns(self.claims))),
            "seconds": _short(self.seconds),
            "output": self.output,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of all images, in their order, and what they add up to."""

    results: tuple[Result, ...]

    @property
    def words(self) -> WordScore:
        """From the summed counts of all images."""
        return sum((result.words for result in self.results), WordScore())

    @property
    def characters(self) -> EditScore:
        """From the summed counts of all images."""
        return sum((result.characters for result in self.results), EditScore())

    @property
    def median_cer(self) -> float:
        """That of the middle image; the worse of the two middle ones where their number is even."""
        return statistics.median_high(result.characters.rate for result in self.results)

    @property
    def exact(self) -> float:
        """The share of images whose whole text is right."""
        return statistics.fmean(result.match.exact for result in self.results)

    @property
    def letters(self) -> float:
        """The share of images that are right in their lower-case letters and digits."""
        return statistics.fmean(result.match.letters for result in self.results)

    @property
    def detection(self) -> DetectionScore | None:
        """From the summed counts of the images whose truth has places; None where none has."""
        scores = [result.detection for result in self.results if result.detection is not None]
        return sum(scores, DetectionScore()) if scores else None

    @property
    def calibration_error(self) -> float:
        return metrics.calibration_error(*_columns(self._claims))

    @property
    def calibration_floor(self) -> float:
        """What it would be by chance, were every confidence exactly right."""
        return metrics.calibration_floor(_columns(self._claims)[0])

    @property
    def reliability(self) -> list[metrics.Bin]:
        return metrics.reliability_table(*_columns(self._claims))

    @property
    def median_seconds(self) -> float:
        return statistics.median(result.seconds for result in self.results)

    @property
    def worst_first(self) -> list[Result]:
        """By word F1, then by character errors."""
        return sorted(self.results, key=lambda result: (result.words.f1, -result.characters.rate))

    @property
    def _claims(self) -> list[tuple[float, bool]]:
        return [claim for result in self.results for claim in result.claims]

    def to_dict(self) -> dict[str, Any]:
        """Totals, reliability table and every image, the worst first; rates to four decimals."""
        found = self.detection
        return {
            "images": len(self.results),
            "word_f1": _short(self.words.f1),
            "word_precision": _short(self.words.precision),
            "word_recall": _short(self.words.recall),
            "cer": _short(self.characters.rate),
            "median_cer": _short(self.median_cer),
            "exact": _short(self.exact),
            "letters": _short(self.letters),
            "line_recall": None if found is None else _short(found.recall),
            "line_precision": None if found is None else _short(found.precision),
            "calibration_error": _short(self.calibration_error),
            "calibration_floor": _short(self.calibration_floor),
            "median_seconds": _short(self.median_seconds),
            "reliability": [[_short(value) for value in row] for row in self.reliability],
            "results": [result.to_dict() for result in self.worst_first],
        }


def evaluate(
    samples: Sequence[Sample],
    reader: EvaluatedReader,
    *,
    line: bool = False,
    ignore_case: bool = False,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> Evaluation:
    """Read every sample and compare it with its truth; an image that cannot be read ends the evaluation.

    Args:
        samples: At least one.
        reader: With more than one job it is used from several threads at once.
        line: Take every image for a crop of one word or line.
        ignore_case: For truth whose case means nothing; `exact` heeds case even so.
        jobs: How many images are read at once; more than one makes the seconds of each longer.
        progress: Told after each image how many are done.
    """
    if not samples:
        raise ValueError("there is nothing to evaluate: give at least one sample")
    read = partial(_read_crop if line else _read_page, reader=reader, ignore_case=ignore_case)
    return Evaluation(look_at_each(samples, read, jobs=jobs, progress=progress))


def _read_page(sample: Sample, reader: EvaluatedReader, ignore_case: bool) -> Result:
    start = time.perf_counter()
    document = reader.read(sample.path)
    seconds = time.perf_counter() - start
    lines = [line for page in document.pages for line in page.lines]
    output = document.text
    return _compare(sample, output, lines, seconds, ignore_case)


def _read_crop(sample: Sample, reader: EvaluatedReader, ignore_case: bool) -> Result:
    start = time.perf_counter()
    line = reader.read_line(sample.path)
    seconds = time.perf_counter() - start
    return _compare(Sample(sample.path, sample.text), line.text, [line], seconds, ignore_case)


def _compare(sample: Sample, output: str, lines: list[Line], seconds: float, ignore_case: bool) -> Result:
    words = [word for line in lines for word in line.words if metrics.fold(word.text)]
    if sample.page is None:
        right = metrics.tokens_right([word.text for word in words], sample.text, ignore_case=ignore_case)
    else:
        right = metrics.words_right(words, list(sample.page.words), ignore_case=ignore_case)
    return Result(
        name=sample.path.name,
        output=output,
        truth=sample.text,
        seconds=seconds,
        words=metrics.word_f1(output, sample.text, ignore_case=ignore_case),
        characters=metrics.cer(output, sample.text, ignore_case=ignore_case),
        match=metrics.exact_match(output, sample.text),
        claims=tuple(_claims(words, right)),
        detection=_detection(sample, lines),
    )


def _claims(words: list[Word], right: list[bool]) -> list[tuple[float, bool]]:
    return [(word.confidence, is_right) for word, is_right in zip(words, right, strict=True)]


def _detection(sample: Sample, lines: list[Line]) -> DetectionScore | None:
    """Against lines where they are known, else how far the found lines cover the known words."""
    if sample.page is None:
        return None
    found = [line.polygon for line in lines]
    truth = [line.polygon for line in sample.page.lines]
    return metrics.detection_score(found, truth) if sample.lines_known else metrics.coverage_score(found, truth)


def _columns(claims: Sequence[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [confidence for confidence, _ in claims], [right for _, right in claims]


def _short(value: float) -> float:
    return round(value, 4)
