"""Learning to find lines, by any of the networks of tasks/finders: views of drawn pages and of pages from PDFs."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from glyphwright.detect.network_kinds import find_in_output
from glyphwright.geometry import Box
from glyphwright.metrics import DetectionScore, detection_score
from glyphwright.page import Page
from glyphwright.pixels import to_grey
from glyphwright_train.batches import batch_rng
from glyphwright_train.networks.page_features import STRIDE
from glyphwright_train.recipe import Recipe, from_table
from glyphwright_train.schedule import hardness
from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.edges import edge_page
from glyphwright_train.synth.fonts import load_fonts
from glyphwright_train.synth.gaps import cut_at_gaps
from glyphwright_train.synth.noise import draw_noise
from glyphwright_train.synth.pages import draw_page
from glyphwright_train.synth.pdf_cache import PageCache, load_truth_pages
from glyphwright_train.synth.text import TextSource
from glyphwright_train.synth.views import View, draw_view
from glyphwright_train.synth.warp import curl_page
from glyphwright_train.tasks.finders import LearningFinder
from glyphwright_train.tasks.finders.batches import ViewBatch, make_view_batch

VALIDATION_PAGES = 30
VALIDATION_SEED = 20_000
PAGE_SEED = 10_000
POOL = 24
EDGE_PX = 8
NOISE_SHARE = 0.08
CURLED = 0.25
EDGED = 0.35
MIN_SCORE = 0.3

GreyPage = tuple[NDArray[np.uint8], Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewData:
    """Views of pages that are drawn anew at every step.

    Args:
        pdf: Share of pages of born-digital PDFs (`glyphwright synth pages --from-pdf`); the others are synthetic.
        views: How many there are in one process's batch.
        side_px: Of a view.
    """

    pdf: float = 0.0
    views: int
    side_px: int


class LineFinderTask:
    """The line finder's part of the loop."""

    def __init__(self, recipe: Recipe, material: Path) -> None:
        self.recipe = recipe
        self.learner = LearningFinder(recipe.network, where=recipe.name)
        self.fonts = {split: load_fonts(material / "fonts", split=split) for split in ("train", "test")}
        self.text = TextSource(load_alphabet("latin"))
        self.data = from_table(ViewData, recipe.data, f"{recipe.name}: data")
        shares = self.data.pdf > 0
        self.pages = load_truth_pages(material / "pages", split="train") if shares else None
        self._pool = lru_cache(maxsize=POOL)(self._page)
        self.validation_pages = load_truth_pages(material / "pages", split="val") if shares else None

    def network(self) -> nn.Module:
        return self.learner.network()

    def batch(self, step: int, rank: int) -> ViewBatch:
        """Views of the pages of the last steps; each adds one, since drawing a page costs as much as many views."""
        rng = batch_rng(self.recipe.seed, step, rank)
        size = self.data.side_px
        hard = hardness(self.recipe.schedule, step)
        views = []
        for back in rng.integers(0, POOL, self.data.views):
            page, truth = self._pool(max(0, step - int(back)), rank)
            views.append(draw_view(rng, page, truth, size=size, strength=float(rng.beta(1.1, 1.6)) * hard))
        return make_view_batch(views, size)

    def _page(self, step: int, rank: int) -> GreyPage:
        rng = batch_rng(PAGE_SEED + self.recipe.seed, step, rank)
        if rng.random() < NOISE_SHARE:
            noise = draw_noise(rng)
            return noise, Page(1, noise.shape[1], noise.shape[0])
        if self.pages is not None and rng.random() < self.data.pdf:
            pixels, page = self._cut(self.pages, int(rng.integers(len(self.pages))))
        else:
            pixels, page = self._drawn(rng, "train")
        if rng.random() < EDGED:
            pixels = edge_page(rng, pixels, page)
        return curl_page(rng, pixels, page, strength=float(rng.random())) if rng.random() < CURLED else (pixels, page)

    def _drawn(self, rng: np.random.Generator, split: str) -> GreyPage:
        pixels, truth = draw_page(rng, self.fonts[split], self.text)
        return to_grey(pixels), cut_at_gaps(truth)

    def _cut(self, pages: PageCache, index: int) -> GreyPage:
        image, truth = pages[index]
        return image.grey, cut_at_gaps(truth)

    def inputs(self, batch: ViewBatch) -> tuple[Tensor, ...]:
        return self.learner.inputs(batch)

    def loss(self, outputs: Any, batch: ViewBatch) -> Tensor:
        return self.learner.loss(outputs, batch)

    def evaluate(self, network: nn.Module) -> dict[str, float]:
        rng = batch_rng(VALIDATION_SEED, 0, 0)
        drawn = [self._drawn(rng, "test") for _ in range(VALIDATION_PAGES)]
        scores = {"f1_drawn": self._score(network, rng, drawn)}
        if self.validation_pages is not None:
            places = np.linspace(0, len(self.validation_pages) - 1, VALIDATION_PAGES).astype(int)
            cut = [self._cut(self.validation_pages, int(i)) for i in places]
            scores["f1_pdf"] = self._score(network, rng, cut)
        return scores

    def _score(self, network: nn.Module, rng: np.random.Generator, pages: list[GreyPage]) -> float:
        """F1 of lines found, at an intersection over union of 0.5, over two views of every page."""
        total = DetectionScore()
        for page, truth in pages * 2:
            view = draw_view(rng, page, truth, size=self.data.side_px, strength=0.4)
            total += score_view(network, view, self.learner.architecture)
        return total.h_mean

    def description(self) -> dict[str, Any]:
        return {
            "task": "line_finder",
            "architecture": self.learner.architecture,
            "stride_px": STRIDE,
            "licence": self.recipe.licence,
        }


def score_view(network: nn.Module, view: View, architecture: str) -> DetectionScore:
    """What is found in a view against what is there; lines that reach out of it, or nearly so, are left aside."""
    images = torch.from_numpy(view.pixels[None, None].astype(np.float32) / 127.5 - 1)
    with torch.inference_mode():
        output = network(images)[0].numpy()
    size = view.pixels.shape[0]
    whole = Box(EDGE_PX, EDGE_PX, size - EDGE_PX, size - EDGE_PX)
    lines = find_in_output(architecture, output, size=(size, size), min_score=MIN_SCORE)
    found = [region.polygon for region in lines]
    return detection_score(
        [polygon for polygon in found if polygon.box.intersection(whole) == polygon.box],
        [line for line in view.lines if line.box.intersection(whole) == line.box],
    )
