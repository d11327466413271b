"""Drawn lines and pages → a folder of pictures with their truth, as trainers and `glyphwright evaluate` read it."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glyphwright.errors import FileAccessError
from glyphwright.geometry import Box
from glyphwright.page import Page
from glyphwright.pixels import to_grey
from glyphwright_train.synth.lines import LineSample
from glyphwright_train.synth.warp import curl_page, typical_text_height
from glyphwright_train.synth.wear import wear

if TYPE_CHECKING:
    from PIL.Image import Image

CAPTION_PX = 13
GAP_PX = 6
CURLED = 0.3


def write_lines(folder: Path, samples: Iterable[LineSample]) -> int:
    """Write numbered PNGs, each with its text beside it in a `.gt.txt`; returns how many.

    Raises:
        FileAccessError: The folder cannot be written to.
    """
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for count, sample in enumerate(samples, start=1):
            _save(folder / f"{count:06}.png", sample.pixels)
            (folder / f"{count:06}.gt.txt").write_text(sample.text + "\n", encoding="utf-8")
    except OSError as error:
        raise _not_writable(folder, error) from error
    return count


def write_pages(folder: Path, pages: Iterable[tuple[NDArray[np.uint8], Page]]) -> int:
    """Write numbered PNGs and one `truth.json` with the text, lines and words of each; returns how many.

    Raises:
        FileAccessError: The folder cannot be written to.
    """
    truth = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, (pixels, page) in enumerate(pages, start=1):
            _save(folder / f"{number:06}.png", pixels)
            truth[f"{number:06}.png"] = _truth(page)
        (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    except OSError as error:
        raise _not_writable(folder, error) from error
    return len(truth)


def worn_page(
    rng: np.random.Generator, pixels: NDArray[np.uint8], page: Page, *, strength: float
) -> tuple[NDArray[np.uint8], Page]:
    """A page as a scanner gives it: grey, worn by `strength`, sometimes a little curled, its truth with it."""
    grey = to_grey(pixels)
    if rng.random() < CURLED:
        grey, page = curl_page(rng, grey, page, strength=strength)
    worn = wear(grey, rng, strength=strength, text_height=typical_text_height(page))
    return np.repeat(worn[:, :, None], 3, axis=2), page


def draw_line_sheet(samples: Sequence[LineSample], *, width_px: int = 1600) -> "Image":
    """One picture of many lines, each under its text, for a person to look at; longer lines are cut."""
    from PIL import Image, ImageDraw, ImageFont

    caption = ImageFont.load_default(CAPTION_PX)
    steps = [sample.pixels.shape[0] + CAPTION_PX + 2 * GAP_PX for sample in samples]
    sheet = Image.new("L", (width_px, sum(steps) + GAP_PX), 255)
    pen = ImageDraw.Draw(sheet)
    top = GAP_PX
    for sample, step in zip(samples, steps, strict=True):
        pen.text((GAP_PX, top), sample.text, fill=90, font=caption)
        sheet.paste(Image.fromarray(sample.pixels), (GAP_PX, top + CAPTION_PX + GAP_PX))
        top += step
    return sheet


def _truth(page: Page) -> dict[str, Any]:
    return {
        "lines": [{"text": line.text, "bbox": _numbers(line.box)} for line in page.lines],
        "words": [{"text": word.text, "bbox": _numbers(word.box)} for word in page.words],
        "text": "\n".join(line.text for line in page.lines),
        "dpi": page.dpi,
    }


def _numbers(box: Box) -> list[float]:
    return [round(side, 1) for side in (box.left, box.top, box.right, box.bottom)]


def _save(path: Path, pixels: NDArray[np.uint8]) -> None:
    from PIL import Image

    Image.fromarray(pixels).save(path)


def _not_writable(folder: Path, error: OSError) -> FileAccessError:
    return FileAccessError(f"{folder}: cannot be written ({error.strerror}): choose another folder")
