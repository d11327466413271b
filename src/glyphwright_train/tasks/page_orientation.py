"""Learning which way up text is: small pictures cut out of drawn pages and of pages from PDFs."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from glyphwright.page import Line, Page
from glyphwright.pixels import to_grey
from glyphwright.preprocess.orientation import SIDE_PX, TURNS, four_turns
from glyphwright_train.batches import batch_rng
from glyphwright_train.networks.upright import Upright, UprightConfig
from glyphwright_train.recipe import Recipe, from_table
from glyphwright_train.schedule import hardness
from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.fonts import load_fonts
from glyphwright_train.synth.noise import draw_noise
from glyphwright_train.synth.pages import draw_page
from glyphwright_train.synth.pdf_cache import PageCache, load_truth_pages
from glyphwright_train.synth.text import TextSource
from glyphwright_train.synth.wear import wear

VALIDATION_PAGES = 30
VALIDATION_SEED = 20_000
PAGE_SEED = 10_000
POOL = 48
STEPS_PER_PAGE = 4
TEXTLESS_SHARE = 0.06
TEXT_HEIGHT_PX = (8.0, 36.0)
SKEW_DEGREES = 4.0
LEVEL = 0.2
"""Lines that climb or fall by less than this share of their length stand upright."""

GreyPage = tuple[NDArray[np.uint8], tuple[Line, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureData:
    """Pictures of upright text, cut anew at every step.

    Args:
        pdf: Share of pages of born-digital PDFs (`glyphwright synth pages --from-pdf`); the others are synthetic.
        pictures: How many there are in one process's batch, each in four turns.
    """

    pdf: float = 0.0
    pictures: int


@dataclass(frozen=True, slots=True)
class TurnBatch:
    """images (n × 4, 1, side, side): each in its four quarter turns, upright first; targets (n, 4) sum to 1."""

    images: Tensor
    targets: Tensor


class PageOrientationTask:
    """The page orientation's part of the loop."""

    def __init__(self, recipe: Recipe, material: Path) -> None:
        self.recipe = recipe
        self.config = from_table(UprightConfig, recipe.network, f"{recipe.name}: network")
        self.data = from_table(PictureData, recipe.data, f"{recipe.name}: data")
        self.fonts = {split: load_fonts(material / "fonts", split=split) for split in ("train", "test")}
        self.text = TextSource(load_alphabet("latin"))
        self.pages, self.validation_pages = (
            load_truth_pages(material / "pages", split=split) if self.data.pdf > 0 else None
            for split in ("train", "val")
        )
        self._pool = lru_cache(maxsize=POOL + 1)(self._page)

    def network(self) -> nn.Module:
        return Upright(self.config)

    def batch(self, step: int, rank: int) -> TurnBatch:
        """Pictures of the pages of the last steps, since drawing a page costs as much as many pictures."""
        rng = batch_rng(self.recipe.seed, step, rank)
        hard = hardness(self.recipe.schedule, step)
        newest = step // STEPS_PER_PAGE
        pictures, known = [], []
        for back in rng.integers(0, POOL, self.data.pictures):
            textless = rng.random() < TEXTLESS_SHARE
            strength = float(rng.beta(1.1, 1.6)) * hard
            page = (draw_noise(rng), ()) if textless else self._pool(max(0, newest - int(back)), rank)
            pictures.append(cut_picture(rng, page, strength=strength))
            known.append(bool(page[1]))
        return make_turn_batch(pictures, known)

    def _page(self, number: int, rank: int) -> GreyPage:
        rng = batch_rng(PAGE_SEED + self.recipe.seed, number, rank)
        if self.pages is not None and rng.random() < self.data.pdf:
            return _cut(self.pages, int(rng.integers(len(self.pages))))
        return self._drawn(rng, "train")

    def _drawn(self, rng: np.random.Generator, split: str) -> GreyPage:
        pixels, truth = draw_page(rng, self.fonts[split], self.text)
        return to_grey(pixels), upright_lines(truth)

    def inputs(self, batch: TurnBatch) -> tuple[Tensor, ...]:
        return (batch.images,)

    def loss(self, outputs: Tensor, batch: TurnBatch) -> Tensor:
        """Cross-entropy over the four turns; of pictures without text none shall look likelier than another."""
        return nn.functional.cross_entropy(outputs.float().view(-1, TURNS), batch.targets.to(outputs.device))

    def evaluate(self, network: nn.Module) -> dict[str, float]:
        """Share of single pictures of unseen pages whose upright turn scores best."""
        rng = batch_rng(VALIDATION_SEED, 0, 0)
        scores = {"accuracy_drawn": _score(network, rng, [self._drawn(rng, "test") for _ in range(VALIDATION_PAGES)])}
        if self.validation_pages is not None:
            places = np.linspace(0, len(self.validation_pages) - 1, VALIDATION_PAGES).astype(int)
            cut = [_cut(self.validation_pages, int(i)) for i in places]
            scores["accuracy_pdf"] = _score(network, rng, cut)
        return scores

    def description(self) -> dict[str, Any]:
        return {
            "task": "page_orientation",
            "architecture": "upright",
            "side_px": SIDE_PX,
            "licence": self.recipe.licence,
        }


def upright_lines(truth: Page) -> tuple[Line, ...]:
    """The lines that are surely text and run from left to right: margins and tables have others."""
    sides = [(line, line.polygon.array[1] - line.polygon.array[0]) for line in truth.lines if line.score > 0]
    return tuple(line for line, (x, y) in sides if x > 0 and abs(y) < LEVEL * x)


def cut_picture(rng: np.random.Generator, page: GreyPage, *, strength: float) -> NDArray[np.uint8]:
    """A worn, slightly tilted picture (side, side) about one of a page's lines; of anything where there are none."""
    pixels, lines = page
    h, w = pixels.shape
    height, (x, y) = 24.0, (rng.uniform(0, w), rng.uniform(0, h))
    if lines:
        box = lines[int(rng.integers(len(lines)))].polygon.box
        height = max(4.0, box.height)
        x, y = rng.uniform(box.left, box.right), rng.uniform(box.top, box.bottom)
    target = float(np.exp(rng.uniform(*np.log(TEXT_HEIGHT_PX))))
    scale = float(np.clip(target / height, 0.15, 2.0))
    reach = int(SIDE_PX * 0.85 / scale) + 2
    x0, y0 = max(0, int(x) - reach), max(0, int(y) - reach)
    part = pixels[y0 : int(y) + reach, x0 : int(x) + reach]
    if scale < 0.95:
        size = max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale))
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        x, y, scale = (x - x0) * scale, (y - y0) * scale, 1.0
    else:
        x, y = x - x0, y - y0
    matrix = cv2.getRotationMatrix2D((x, y), float(rng.normal(0, SKEW_DEGREES)), scale)
    matrix[:, 2] += SIDE_PX / 2 - np.array([x, y]) + rng.uniform(-0.35, 0.35, 2) * SIDE_PX
    cut = cv2.warpAffine(part, matrix, (SIDE_PX, SIDE_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return wear(cut.astype(np.uint8), rng, strength=strength, text_height=float(np.clip(target, 10, 60)))


def make_turn_batch(pictures: list[NDArray[np.uint8]], known: list[bool]) -> TurnBatch:
    """Upright pictures (side, side) to tensors; where it is not known which way up one is, all turns are as good."""
    targets = torch.full((len(pictures), TURNS), 1 / TURNS)
    targets[torch.tensor(known)] = torch.eye(TURNS)[0]
    return TurnBatch(torch.from_numpy(four_turns(np.stack(pictures))), targets)


def _cut(pages: PageCache, index: int) -> GreyPage:
    image, truth = pages[index]
    return image.grey, upright_lines(truth)


def _score(network: nn.Module, rng: np.random.Generator, pages: list[GreyPage]) -> float:
    pictures = [cut_picture(rng, page, strength=0.4) for page in pages * 4 if page[1]]
    batch = make_turn_batch(pictures, [True] * len(pictures))
    with torch.inference_mode():
        scores = network(batch.images).view(-1, TURNS)
    return float((scores.argmax(1) == 0).float().mean())
