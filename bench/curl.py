"""`python -m bench.curl FOLDER`: pages curled on purpose → word F1 with lines cut straight and along their bend.

Pages fall away towards a spine, as those of bound books on a scanner or under a camera, and wave a little. Strength is
how far a line falls over the last third of the text, in heights of a line. Regained is the share of the word F1 that
the curl cost lines cut straight.
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from glyphwright import metrics
from glyphwright.acquire import open_pages
from glyphwright.datasets import Sample, read_truth_folder
from glyphwright.geometry import Box, Polygon, union_of
from glyphwright.metrics import EditScore, WordScore
from glyphwright.options import ReadOptions
from glyphwright.pipeline import Reader, make_reader
from glyphwright.stages import LineFinder, PageImage, Region

SEED = 77
STRENGTHS = "0,0.5,1,2,3,4"
# A word is on average so much of the height of its line.
WORD_SHARE = 0.8
WAVES, SQUEEZE = 0.1, 0.3

Pixels = NDArray[np.uint8]


def curl(rng: np.random.Generator, page: Pixels, words: list[Box], *, strength: float) -> Pixels:
    """Let the columns of a page fall, or rise, towards one side of its text.

    Half of the pages fan out from their middle, as under a camera: rows above it bend the other way than those below.
    Near the spine the page slopes away, so that it is seen narrower.
    """
    h, w = page.shape[:2]
    text = union_of(words) if words else Box(0, 0, w, h)
    height = float(np.median([word.height for word in words])) / WORD_SHARE if words else h / 60
    reach = strength * height * rng.choice([-1, 1])
    x, y = np.arange(w) + 0.5, np.arange(h)[:, None] + 0.5
    at_right, fans = rng.random() < 0.5, rng.random() < 0.5
    beyond = x - text.right if at_right else text.left - x
    near = np.clip(1 + beyond / (text.width / 3), 0, 1.5)  # 1 where the text ends at the spine
    wave = np.sin(2 * np.pi * (rng.uniform(0.5, 1.2) * x / w + rng.random()))
    fall = reach * (near**2 + WAVES * wave) * ((1 - 2 * y / h) if fans else 1)  # (h, w)
    narrowed = np.cumsum(SQUEEZE * min(1, strength / 3) * near**2)
    from_x = np.broadcast_to(x + narrowed - (0 if at_right else narrowed[-1]) - 0.5, (h, w))
    paper = tuple(float(level) for level in np.median(page[:: max(1, h // 200)].reshape(-1, 3), axis=0))
    maps = np.ascontiguousarray(from_x, np.float32), (y - fall - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(page, *maps, cv2.INTER_CUBIC, borderValue=paper), np.uint8)


@dataclass(frozen=True, slots=True)
class Straight:
    """A line finder whose lines are held straight, as they are between their ends."""

    finder: LineFinder

    @property
    def name(self) -> str:
        return self.finder.name

    def find_lines(self, image: PageImage) -> list[Region]:
        return [replace(line, polygon=_straight(line.polygon)) for line in self.finder.find_lines(image)]


def _straight(outline: Polygon) -> Polygon:
    """Four corners around the straight line that is nearest to the middle of a line."""
    if len(outline.points) <= 4:
        return outline
    upper, lower = outline.edges
    middle = (upper + lower) / 2
    centre = middle.mean(axis=0)
    along = np.linalg.svd(middle - centre)[2][0]
    along = along * np.sign(along @ (middle[-1] - middle[0]))
    down = np.array([-along[1], along[0]]) * np.linalg.norm(lower - upper, axis=1).mean() / 2
    start, end = (centre + along * ((point - centre) @ along) for point in (middle[0], middle[-1]))
    return Polygon.from_array([start - down, end - down, end + down, start + down])


@dataclass(frozen=True, slots=True)
class Scores:
    """Of pages curled by one strength: words and characters read with lines cut straight and bent; how many bend."""

    straight: tuple[WordScore, EditScore]
    bent: tuple[WordScore, EditScore]
    lines: tuple[int, int]

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(
            (self.straight[0] + other.straight[0], self.straight[1] + other.straight[1]),
            (self.bent[0] + other.bent[0], self.bent[1] + other.bent[1]),
            (self.lines[0] + other.lines[0], self.lines[1] + other.lines[1]),
        )

    def row(self, strength: float, whole: float) -> str:
        straight, bent = self.straight[0].f1, self.bent[0].f1
        regained = f"{(bent - straight) / (whole - straight):.0%}" if whole - straight > 0.005 else "–"
        rates = f"{self.straight[1].rate:.3f} | {self.bent[1].rate:.3f}"
        lines = f"{self.lines[0]}/{self.lines[1]}"
        return f"| {strength:g} | {straight:.3f} | {bent:.3f} | {regained} | {rates} | {lines} |"


def measure(sample: Sample, number: int, reader: Reader, strength: float, *, ignore_case: bool) -> Scores:
    """One page, curled with a seed."""
    (image,) = open_pages(sample.path, options=ReadOptions())
    words = [word.box for word in sample.page.words] if sample.page else []
    rng = np.random.default_rng([SEED, number])
    page = PageImage(curl(rng, image.pixels, words, strength=strength)) if strength else image

    def score(reader: Reader) -> tuple[WordScore, EditScore]:
        text = reader.read_page(page).text
        words = metrics.word_f1(text, sample.text, ignore_case=ignore_case)
        return words, metrics.cer(text, sample.text, ignore_case=ignore_case)

    lines = reader.find_lines(reader.prepare(page))
    bent = sum(len(line.polygon.points) > 4 for line in lines)
    return Scores(score(replace(reader, finder=Straight(reader.finder))), score(reader), (bent, len(lines)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with a truth.json")
    parser.add_argument("--strengths", default=STRENGTHS, help="in heights of a line, with commas between")
    parser.add_argument("--select", help="only some images: a slice (80:120, ::10) or globs")
    parser.add_argument("--ignore-case", action="store_true", help="compare without regard to case")
    given = parser.parse_args()
    samples = read_truth_folder(given.folder, select=given.select)
    reader, whole = make_reader(), None
    print("| strength | straight | along the bend | regained | CER straight | along the bend | bent lines |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for strength in map(float, given.strengths.split(",")):
        pages = [
            measure(sample, number, reader, strength, ignore_case=given.ignore_case)
            for number, sample in enumerate(samples)
        ]
        total = sum(pages[1:], pages[0])
        whole = total.straight[0].f1 if whole is None else whole
        print(total.row(strength, whole), flush=True)


if __name__ == "__main__":
    main()
