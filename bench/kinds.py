"""`python -m bench.kinds`: what people bring, drawn with a seed → how well each engine reads each kind of it.

Pages of the project's own synthesis, with their exact text, as a phone, a fax machine, a screen or a printer makes
them. Word F1 and CER are of all words and characters of a kind, without case, since some fonts have capitals only;
order counts in the latter. The pages stay in the folder with their text, so `glyphwright evaluate` shows the worst.
"""

import argparse
import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.damage import shine_through
from bench.run import specifications
from bench.workers import Worker
from glyphwright import metrics
from glyphwright.metrics import EditScore, WordScore
from glyphwright.page import Block, Page
from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.backgrounds import surface
from glyphwright_train.synth.fonts import FontLibrary, load_fonts
from glyphwright_train.synth.pages import draw_page
from glyphwright_train.synth.text import TextSource
from glyphwright_train.synth.warp import typical_text_height

SEED = 5
FAX_DPI = (204, 98)
FAX_LEVEL = 0.6
"""Of the brightness of the paper, what is black in a fax."""
DOTS_A_LINE = 10

Pixels = NDArray[np.uint8]
Look = Callable[[np.random.Generator, Pixels, Page], NDArray[np.uint8 | np.uint16]]


def plain(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    """As it was drawn."""
    return page


@dataclass(frozen=True, slots=True)
class Photograph:
    """A sheet on a ground, seen from one side by a hand-held camera, in uneven light.

    Args:
        share: Of the picture that the sheet's box fills, from and to.
        tilt: By how much of its length the far edge is shorter.
        degrees: By which the sheet is turned at the most.
        dark: Whether the ground is dark and even, not a table.
    """

    share: tuple[float, float]
    tilt: float
    degrees: float
    dark: bool = False

    def __call__(self, rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
        h, w = page.shape[:2]
        sheet = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float64)
        seen = self._seen(rng, w, h)
        reach = np.ptp(seen, axis=0)
        width, height = (int(side) for side in reach / np.sqrt(rng.uniform(*self.share)))
        seen += (np.array([width, height]) - reach) * rng.uniform(0.3, 0.7, 2) - seen.min(axis=0)
        to_picture = cv2.getPerspectiveTransform(sheet.astype(np.float32), seen.astype(np.float32))
        level = np.full((height, width, 3), rng.integers(10, 60), np.uint8)
        ground = level if self.dark else surface(rng, height, width)
        cover = cv2.warpPerspective(np.full((h, w), 1, np.float32), to_picture, (width, height))[..., None]
        picture = cv2.warpPerspective(page, to_picture, (width, height)) * cover + ground * (1 - cover)
        return lens(rng, lit(rng, picture, depth=rng.uniform(0.1, 0.4), softness=rng.uniform(1.5, 3)), truth)

    def _seen(self, rng: np.random.Generator, w: int, h: int) -> NDArray[np.float64]:
        """The corners of a sheet, (4, 2), one of its edges farther away than the others, turned a little."""
        shorter = self.tilt * rng.uniform(0.25, 0.5)
        far = np.array([[-0.5 + shorter, -0.5 + shorter], [0.5 - shorter, -0.5 + shorter], [0.5, 0.5], [-0.5, 0.5]])
        quarter = int(rng.integers(4))
        side = np.linalg.matrix_power(np.array([[0.0, -1], [1, 0]]), quarter)
        corners = np.roll(far @ side.T, quarter, axis=0) * [w, h]
        angle = np.deg2rad(rng.uniform(-self.degrees, self.degrees))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return np.asarray(corners @ turn.T)


def lit(rng: np.random.Generator, page: NDArray[np.generic], *, depth: float, softness: float) -> Pixels:
    """The edge of a shadow, which takes so much of the light, and light that is not quite white."""
    h, w = page.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    across = np.cos(angle) * np.linspace(-1, 1, w) + np.sin(angle) * np.linspace(-1, 1, h)[:, None]
    light = 1 - depth / (1 + np.exp(-2 * softness * (across - rng.uniform(-0.5, 0.5))))
    return np.clip(page * light[..., None] * (1 + rng.normal(0, 0.04, 3)), 0, 255).astype(np.uint8)


def lens(
    rng: np.random.Generator, page: Pixels, truth: Page, *, blur: float = 0.03, noise: float = 4, quality: float = 75
) -> Pixels:
    """Out of focus by some share of a line's height, noisy by some levels of grey, and kept as JPEG."""
    soft = cv2.GaussianBlur(page, (0, 0), max(0.4, typical_text_height(truth) * blur * rng.uniform(0.6, 1)))
    noisy = soft + rng.normal(0, noise, (*page.shape[:2], 1)) + rng.normal(0, noise / 3, page.shape)
    encoded = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(quality)])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)


def shadow(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    dark = lit(rng, page, depth=rng.uniform(0.5, 0.75), softness=rng.uniform(3, 30))
    return lens(rng, dark, truth, blur=0.02, noise=3)


def out_of_focus(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    return lens(rng, page, truth, blur=0.09, noise=3)


def noise(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    return lens(rng, (page * 0.75).astype(np.uint8), truth, blur=0.02, noise=22)


def compressed(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    return lens(rng, page, truth, blur=0.015, noise=1, quality=rng.uniform(10, 22))


def inverted(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    return 255 - page


def dark_mode(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    return (18 + (255.0 - page) * 0.88).astype(np.uint8)


def on_its_side(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    return np.ascontiguousarray(np.rot90(page, int(rng.integers(1, 4))))


def askew(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    """By 5 to 15 degrees, on the black of an open scanner."""
    h, w = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((w / 2, h / 2), float(rng.uniform(5, 15) * rng.choice([-1, 1])), 1)
    width, height = (int(side) for side in np.ceil(np.abs(matrix[:, :2]) @ [w, h]))
    matrix[:, 2] += (width - w) / 2, (height - h) / 2
    turned = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(8, 8, 8))
    return np.asarray(turned, np.uint8)


def fax(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    """Black and white by the brightness of the paper, with half as many dots down as across."""
    across, down = (dpi / (truth.dpi or FAX_DPI[0]) for dpi in FAX_DPI)
    grey = cv2.resize(_grey(page), None, fx=across, fy=down, interpolation=cv2.INTER_AREA)
    return np.where(grey + rng.normal(0, 6, grey.shape) > FAX_LEVEL * np.median(grey), np.uint8(255), np.uint8(0))


def dot_matrix(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    """Dots of a tired ribbon."""
    grey, pitch = _grey(page), typical_text_height(truth) / DOTS_A_LINE
    rows, columns = (int(side / pitch) for side in grey.shape)
    struck = cv2.resize(grey, (columns, rows), interpolation=cv2.INTER_AREA) < 170
    ink = struck * rng.uniform(0.45, 0.8) * (1 - 0.3 * rng.random(struck.shape))
    y, x = (np.arange(side) / pitch for side in grey.shape)
    distance = np.hypot(y[:, None] % 1 - 0.5, x % 1 - 0.5)
    place = np.ix_(np.minimum(y.astype(int), rows - 1), np.minimum(x.astype(int), columns - 1))
    print_ = 245 - np.clip((0.58 - distance) * pitch, 0, 1) * ink[place] * 200
    return np.clip(cv2.GaussianBlur(print_, (0, 0), 0.6) + rng.normal(0, 4, grey.shape), 0, 255).astype(np.uint8)


def pale(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    faint = 255 - (255.0 - page) * rng.uniform(0.12, 0.25)
    return np.clip(faint + rng.normal(0, 1, page.shape), 0, 255).astype(np.uint8)


def tiny(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    """Lines of 9 to 11 pixels."""
    scale = min(1.0, rng.uniform(9, 11) / typical_text_height(truth))
    return np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def large(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    return np.asarray(cv2.resize(page, None, fx=2.6, fy=2.6, interpolation=cv2.INTER_CUBIC), np.uint8)


def thin_paper(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    """The print of the other side comes through."""
    through = shine_through(rng, page, [word.box for word in truth.words])
    return lens(rng, through, truth, blur=0.01, noise=2, quality=90)


def watermarked(rng: np.random.Generator, page: Pixels, truth: Page) -> Pixels:
    """A word over all of it; nobody asks for that to be read."""
    h, w = page.shape[:2]
    mark = np.zeros((h, w), np.uint8)
    cv2.putText(mark, "DRAFT", (w // 12, h * 11 // 20), cv2.FONT_HERSHEY_DUPLEX, w / 120, 255, w // 60)
    mark = cv2.warpAffine(mark, cv2.getRotationMatrix2D((w / 2, h / 2), rng.uniform(25, 50), 1), (w, h))
    return np.minimum(page, (255 - mark[..., None] * rng.uniform(0.15, 0.35)).astype(np.uint8))


def of_16_bits(rng: np.random.Generator, page: Pixels, truth: Page) -> NDArray[np.uint16]:
    """A part of the range, as of a camera's or scanner's own values."""
    black = rng.uniform(500, 3000)
    levels = black + _grey(page) / 255.0 * rng.uniform(6000, 25000)
    return np.clip(levels + rng.normal(0, 60, levels.shape), 0, 65535).astype(np.uint16)


def _grey(page: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)


@dataclass(frozen=True, slots=True)
class Kind:
    """Which pages are drawn, at how many dots an inch, and what becomes of them; `stated_dpi` is put into the file.

    With `one_line` all but one line of a page is wiped off.
    """

    pages: tuple[str, ...]
    look: Look = plain
    dpi: int = 200
    stated_dpi: tuple[int, int] | None = None
    one_line: bool = False


PAPERS = ("letter", "article", "book", "form", "invoice")
OFFICE = ("letter", "form", "invoice")

KINDS: dict[str, Kind] = {
    "clean": Kind(PAPERS),
    "photograph": Kind(PAPERS, Photograph((0.7, 0.95), 0.12, 4)),
    "photograph, steep": Kind(PAPERS, Photograph((0.55, 0.8), 0.45, 12), dpi=250),
    "photograph, dark desk": Kind(PAPERS, Photograph((0.35, 0.6), 0.2, 8, dark=True)),
    "small on a table": Kind(("receipt", "note", "letter", "business_card"), Photograph((0.12, 0.3), 0.2, 12)),
    "receipt, photographed": Kind(("receipt",), Photograph((0.35, 0.6), 0.2, 8, dark=True)),
    "card, photographed": Kind(("business_card",), Photograph((0.25, 0.5), 0.2, 15), dpi=300),
    "slide, photographed": Kind(("slide",), Photograph((0.4, 0.7), 0.2, 5, dark=True), dpi=150),
    "handwriting": Kind(("note",), Photograph((0.7, 0.9), 0.2, 4), dpi=120),
    "shadow": Kind(PAPERS, shadow),
    "out of focus": Kind(PAPERS, out_of_focus),
    "noise": Kind(PAPERS, noise),
    "JPEG": Kind(PAPERS, compressed),
    "slide": Kind(("slide",), dpi=110),
    "screenshot": Kind(("screenshot",), dpi=96),
    "dark mode": Kind(("screenshot", "code"), dark_mode, dpi=96),
    "package": Kind(("package",), dpi=150),
    "poster": Kind(("poster",), dpi=150),
    "spread": Kind(("spread",)),
    "newspaper": Kind(("newspaper",)),
    "form": Kind(("form",), dpi=150),
    "invoice": Kind(("invoice",), dpi=150),
    "receipt": Kind(("receipt",)),
    "large print": Kind(("title_page", "letter", "poster"), large),
    "tiny print": Kind(("article", "letter", "index"), tiny, dpi=150),
    "dot matrix": Kind(("receipt", "code", "invoice"), dot_matrix),
    "fax": Kind(OFFICE, fax, stated_dpi=FAX_DPI),
    "fax, undeclared": Kind(OFFICE, fax),
    "one line": Kind(PAPERS, dpi=150, one_line=True),
    "askew": Kind(PAPERS, askew),
    "on its side": Kind(PAPERS, on_its_side),
    "16 bits": Kind(PAPERS, of_16_bits),
    "inverted": Kind(PAPERS, inverted),
    "pale": Kind(PAPERS, pale),
    "watermark": Kind(PAPERS, watermarked),
    "thin paper": Kind(PAPERS, thin_paper, dpi=150),
}


def draw(kind: Kind, number: int, seed: Sequence[int], fonts: FontLibrary, text: TextSource) -> tuple[NDArray, str]:
    """A page of a kind, as its file will hold it, and what it says."""
    rng = np.random.default_rng([*seed, number])
    page, truth = draw_page(rng, fonts, text, kind=kind.pages[number % len(kind.pages)], dpi=kind.dpi)
    if kind.one_line:
        page, truth = only_line(rng, page, truth)
    return kind.look(rng, page, truth), truth.text


def only_line(rng: np.random.Generator, page: Pixels, truth: Page) -> tuple[Pixels, Page]:
    """Of a page one line of three words or more; the rest is paper."""
    lines = [line for line in truth.lines if len(line.words) > 2] or list(truth.lines)
    line = lines[int(rng.integers(len(lines)))]
    room = line.box.height / 4
    part = np.s_[
        max(0, round(line.box.top - room)) : round(line.box.bottom + room / 2),
        max(0, round(line.box.left - room)) : round(line.box.right + room),
    ]
    wiped = np.broadcast_to(np.median(page[::4].reshape(-1, 3), axis=0), page.shape).astype(np.uint8)
    wiped[part] = page[part]
    return wiped, replace(truth, blocks=(Block.around((line,)),))


@dataclass(frozen=True, slots=True)
class Score:
    """Of the pages of one kind, by one engine."""

    words: WordScore = field(default_factory=WordScore)
    characters: EditScore = field(default_factory=EditScore)

    def __add__(self, other: "Score") -> "Score":
        return Score(self.words + other.words, self.characters + other.characters)

    @classmethod
    def of(cls, text: str, truth: str) -> "Score":
        return cls(metrics.word_f1(text, truth, ignore_case=True), metrics.cer(text, truth, ignore_case=True))


def save(pixels: NDArray, kind: Kind, path: Path) -> None:
    """Write a page as PNG."""
    from PIL import Image

    stated = {} if kind.stated_dpi is None else {"dpi": kind.stated_dpi}
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **stated)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", help=f"with semicolons between, of {'; '.join(KINDS)}")
    parser.add_argument("--pages", type=int, default=12, help="how many of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--fonts", type=Path, help="folder that `glyphwright synth fonts` filled")
    parser.add_argument("--engines", default="glyphwright,Tesseract", help="with commas between")
    parser.add_argument("--language", default="Latin", help="which Tesseract reads")
    parser.add_argument("--folder", type=Path, default=Path("kinds"), help="where the pages go")
    given = parser.parse_args()
    chosen = [name.strip() for name in given.kinds.split(";")] if given.kinds else list(KINDS)
    fonts, text = load_fonts(given.fonts), TextSource(load_alphabet())
    with contextlib.ExitStack() as stack:
        specs = specifications(threads=1, language=given.language, rapidocr_python="python")
        named = [spec for spec in specs if spec.name in given.engines.split(",")]
        workers = {spec.name: stack.enter_context(Worker(spec, 1)) for spec in named}
        workers = {name: worker for name, worker in workers.items() if worker.missing is None}
        print("| kind | " + " | ".join(f"{name}: word F1 | CER" for name in workers) + " |")
        print("| --- |" + " ---: | ---: |" * len(workers))
        for name in chosen:
            totals, texts = dict.fromkeys(workers, Score()), {}
            folder = given.folder / name.replace(", ", "-").replace(" ", "-")
            for number in range(given.pages):
                seed = (given.seed, list(KINDS).index(name))
                pixels, truth = draw(KINDS[name], number, seed, fonts, text)
                path = folder / f"{number:02}.png"
                save(pixels, KINDS[name], path)
                texts[path.name] = {"text": truth}
                for engine, worker in workers.items():
                    totals[engine] += Score.of(worker.read(path, line=False).text, truth)
            (folder / "truth.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
            print(row(name, totals), flush=True)


def row(name: str, totals: Mapping[str, Score]) -> str:
    figures = " | ".join(f"{score.words.f1:.3f} | {score.characters.rate:.3f}" for score in totals.values())
    return f"| {name} | {figures} |"


if __name__ == "__main__":
    main()
