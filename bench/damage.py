"""`python -m bench.damage FOLDER`: pages damaged on purpose → word F1 without and with the step that mends it.

Every step is measured on pages that need it, damaged with a seed, and on the same pages as they are. What it regains
is the share of the word F1 that the damage cost.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright import metrics
from glyphwright.acquire import open_pages
from glyphwright.datasets import Sample, read_truth_folder
from glyphwright.geometry import Box
from glyphwright.metrics import WordScore
from glyphwright.options import STEPS, ReadOptions
from glyphwright.page import Page
from glyphwright.pipeline import Reader, make_reader
from glyphwright.stages import PageImage

SEED = 77

Pixels = NDArray[np.uint8]
Damage = Callable[[np.random.Generator, Pixels, Sequence[Box]], Pixels]


def lay_on_side(rng: np.random.Generator, page: Pixels, words: Sequence[Box]) -> Pixels:
    """By one, two or three quarter turns."""
    return np.ascontiguousarray(np.rot90(page, int(rng.integers(1, 4))))


def skew(rng: np.random.Generator, page: Pixels, words: Sequence[Box]) -> Pixels:
    """By 1 to 10°, either way, on a sheet that is large enough."""
    h, w = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((w / 2, h / 2), float(rng.uniform(1, 10) * rng.choice([-1, 1])), 1.0)
    width, height = np.ceil(np.abs(matrix[:, :2]) @ [w, h]).astype(int)
    matrix[:, 2] += (width - w) / 2, (height - h) / 2
    paper = tuple(float(level) for level in np.median(page[:: max(1, h // 200)].reshape(-1, 3), axis=0))
    return np.asarray(
        cv2.warpAffine(page, matrix, (int(width), int(height)), flags=cv2.INTER_CUBIC, borderValue=paper), np.uint8
    )


def shade(rng: np.random.Generator, page: Pixels, words: Sequence[Box]) -> Pixels:
    """The soft edge of a shadow, in which a third of the light is left, and grain."""
    h, w = page.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    across = np.cos(angle) * np.linspace(-1, 1, w)[None, :] + np.sin(angle) * np.linspace(-1, 1, h)[:, None]
    light = 1 - 0.68 / (1 + np.exp(-6 * (across - rng.uniform(-0.4, 0.4))))
    return np.clip(page * light[..., None] + rng.normal(0, 3, (h, w, 1)), 0, 255).astype(np.uint8)


def rule(rng: np.random.Generator, page: Pixels, words: Sequence[Box]) -> Pixels:
    """Through a quarter of the rows of words, level within 0.3°, some broken; and three upright rules."""
    ruled, (h, w) = page.copy(), page.shape[:2]
    height = float(np.median([word.height for word in words])) if words else h / 60
    thick = max(1, round(height * 0.06))
    rows = sorted({round(word.centre[1] / height) for word in words})
    for row in rng.permutation(rows)[: max(1, len(rows) // 4)]:
        y, fall = (row + rng.uniform(-0.4, 0.5)) * height, w * np.tan(np.deg2rad(rng.uniform(-0.3, 0.3)))
        ends = np.linspace(0.03, 0.97, 2 if rng.random() < 0.6 else 12) * w
        for left, right in zip(ends[:-1], ends[1:] - (len(ends) > 2) * height * 0.3, strict=True):
            start, end = ((round(x), round(y + fall * (x / w - 0.5))) for x in (left, right))
            cv2.line(ruled, start, end, (20, 20, 20), thick)
    for x in rng.uniform(0.05, 0.95, 3) * w:
        cv2.line(ruled, (round(x), round(h * 0.05)), (round(x), round(h * 0.95)), (20, 20, 20), thick)
    return ruled


def strew(rng: np.random.Generator, page: Pixels, words: Sequence[Box]) -> Pixels:
    """Specks, as many as letters would have room for three times, of up to a seventh of a word's height."""
    strewn, (h, w) = page.copy(), page.shape[:2]
    height = float(np.median([word.height for word in words])) if words else h / 60
    n = int(1.5 * h * w / height**2)
    for x, y, radius in zip(rng.integers(0, w, n), rng.integers(0, h, n), rng.uniform(0, height / 14, n), strict=True):
        cv2.circle(strewn, (int(x), int(y)), int(radius), (30, 30, 30), -1)
    return strewn


def fade(rng: np.random.Generator, page: Pixels, words: Sequence[Box]) -> Pixels:
    """To a tenth of its contrast, with grain."""
    return np.clip(170 + (page - 255.0) * 0.1 + rng.normal(0, 1.5, (*page.shape[:2], 1)), 0, 255).astype(np.uint8)


def send(rng: np.random.Generator, page: Pixels, words: Sequence[Box]) -> Pixels:
    """By fax at standard resolution: black and white, with about half as many dots down as across."""
    grey = cv2.resize(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), None, fx=1, fy=98 / 204, interpolation=cv2.INTER_AREA)
    bilevel = np.where(grey + rng.normal(0, 6, grey.shape) > 150, np.uint8(255), np.uint8(0))
    return np.repeat(bilevel[..., None], 3, axis=2)


def shine_through(rng: np.random.Generator, page: Pixels, words: Sequence[Box]) -> Pixels:
    """The print of the other side, here of the same page mirrored and moved, with 15 to 40 % of its darkness."""
    h, w = page.shape[:2]
    height = float(np.median([word.height for word in words])) if words else h / 60
    shift = (int(rng.integers(-h // 20, h // 20)), int(rng.integers(-w // 10, w // 10)))
    back = cv2.GaussianBlur(np.roll(page[:, ::-1], shift, axis=(0, 1)), (0, 0), max(0.6, height * 0.05))
    paper = np.median(page[:: max(1, h // 200)].reshape(-1, 3), axis=0)
    veil = np.minimum(back - paper, 0) * rng.uniform(0.15, 0.4)
    return np.clip(page + veil * (page / 255), 0, 255).astype(np.uint8)


DAMAGES: dict[str, Damage] = {
    "fax": send,
    "orientation": lay_on_side,
    "deskew": skew,
    "background": shade,
    "rules": rule,
    "despeckle": strew,
    "contrast": fade,
    "otsu": shade,
    "sauvola": shade,
    "show-through": shine_through,
}
"""What each step mends."""
BY_READING = ("orientation", "show-through")
"""Steps that look at the lines, too: whether they act is seen when the page is read."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Of one step: word counts on pages as they are and damaged, each without and with it; on how many it acted."""

    whole: WordScore = field(default_factory=WordScore)
    whole_with: WordScore = field(default_factory=WordScore)
    damaged: WordScore = field(default_factory=WordScore)
    damaged_with: WordScore = field(default_factory=WordScore)
    acted: tuple[int, int] = (0, 0)

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(
            self.whole + other.whole,
            self.whole_with + other.whole_with,
            self.damaged + other.damaged,
            self.damaged_with + other.damaged_with,
            (self.acted[0] + other.acted[0], self.acted[1] + other.acted[1]),
        )

    def row(self, step: str, n: int) -> str:
        columns = [score.f1 for score in (self.whole, self.whole_with, self.damaged, self.damaged_with)]
        lost = columns[0] - columns[2]
        regained = f"{(columns[3] - columns[2]) / lost:.0%}" if lost > 0.005 else "–"
        figures = " | ".join(f"{column:.3f}" for column in columns)
        return f"| {step} | {figures} | {regained} | {self.acted[0]}/{n} | {self.acted[1]}/{n} |"


def measure(
    sample: Sample, number: int, reader: Reader, steps: Sequence[str], *, ignore_case: bool
) -> dict[str, Scores]:
    """One page, every step."""
    (image,) = open_pages(sample.path, options=ReadOptions())
    words = [word.box for word in sample.page.words] if sample.page else []
    plain = replace(reader, options=replace(reader.options, steps=()))

    def score(page: Page) -> WordScore:
        return metrics.word_f1(page.text, sample.text, ignore_case=ignore_case)

    def read_both(page: PageImage, step: str, without: WordScore) -> tuple[WordScore, int]:
        mending = replace(reader, options=replace(reader.options, steps=(step,)))
        if step not in BY_READING and mending.prepare(page).pixels is page.pixels:
            return without, 0
        seen = mending.see(page)
        read = mending.lay_out(seen)
        turned = read.rotation_degrees != page.rotation_degrees
        acted = turned if step == "orientation" else seen.image.pixels is not page.pixels
        return score(read), int(acted)

    whole, scores, damaged_before = score(plain.read_page(image)), {}, {}
    for step in steps:
        damage = DAMAGES[step]
        damaged = PageImage(damage(np.random.default_rng([SEED, number]), image.pixels, words))
        if damage not in damaged_before:
            damaged_before[damage] = score(plain.read_page(damaged))
        whole_with, acted = read_both(image, step, whole)
        damaged_with, acted_damaged = read_both(damaged, step, damaged_before[damage])
        scores[step] = Scores(whole, whole_with, damaged_before[damage], damaged_with, (acted, acted_damaged))
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with a truth.json")
    parser.add_argument("--steps", default=",".join(DAMAGES), help=f"with commas between, of {', '.join(DAMAGES)}")
    parser.add_argument("--select", help="only some images: a slice (80:120, ::10) or globs")
    parser.add_argument("--ignore-case", action="store_true", help="compare without regard to case")
    arguments = parser.parse_args()
    steps = ReadOptions(steps=tuple(arguments.steps.split(","))).steps or ()
    chosen = [step for step in STEPS if step in steps and step in DAMAGES]
    samples = read_truth_folder(arguments.folder, select=arguments.select)
    reader = make_reader()
    totals = dict.fromkeys(chosen, Scores())
    for number, sample in enumerate(samples):
        for step, scores in measure(sample, number, reader, chosen, ignore_case=arguments.ignore_case).items():
            totals[step] += scores
    print("| step | as they are | with it | damaged | with it | regained | acted on | acted on damaged |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for step, scores in totals.items():
        print(scores.row(step, len(samples)))


if __name__ == "__main__":
    main()
