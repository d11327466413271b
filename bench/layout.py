"""`python -m bench.layout`: pages drawn with a seed → how well the layout stage understands them, with nothing misread.

The stage gets the true lines of a page, shuffled, and the rules that preparation sees in its picture. Kinds of blocks
are counted by words, but not on pages of listings, whose entries are drawn as lists with and without marks; paragraphs
by the words that begin one, on pages of prose; order is that of the words outside headers, footers and figures, on
pages that are drawn in reading order. Figures are counted on all pages and two kinds more, as drawn and worn, by boxes.
"""

import argparse
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.figures import FigureScore, find_and_score, report_figures
from glyphwright import metrics
from glyphwright.export.paragraphs import paragraphs
from glyphwright.geometry import Polygon
from glyphwright.layout import name_blocks, order_lines
from glyphwright.metrics import WordScore
from glyphwright.options import ReadOptions
from glyphwright.page import Block, Page, Word
from glyphwright.preprocess import prepare
from glyphwright.stages import PageImage
from glyphwright_train.synth.alphabet import load_alphabet
from glyphwright_train.synth.fonts import load_fonts
from glyphwright_train.synth.pages import draw_sheet
from glyphwright_train.synth.text import TextSource

SEED = 11
PROSE = ("article", "book", "newspaper", "spread")
LISTINGS = ("contents", "index", "reference_card")
DRAWN = (*PROSE, *LISTINGS, "letter", "table", "form", "invoice")
UNORDERED = ("book", "invoice")
KINDS = ("text", "title", "list", "table", "caption", "header", "footer")
ASIDE = ("header", "footer", "figure")
FIGURED = (*DRAWN, "figures", "receipt")

Placed = tuple[str, Polygon]
"""What tells a word from the others of its page."""


@dataclass(frozen=True, slots=True)
class PageScore:
    """Of one page: words by kind, words that begin paragraphs (None but on pages of prose), order as ranks of words."""

    kinds: dict[str, WordScore]
    starts: WordScore | None
    order: tuple[int, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20, help="how many of each kind of page")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--fonts", type=Path, help="folder that `glyphwright synth fonts` filled")
    given = parser.parse_args()
    fonts, text = load_fonts(given.fonts), TextSource(load_alphabet())
    scores: dict[str, list[PageScore]] = {}
    clean: list[FigureScore] = []
    worn: list[FigureScore] = []
    for place, drawn in enumerate(FIGURED):
        for number in range(given.pages):
            rng = np.random.default_rng([given.seed, place, number])
            sheet = draw_sheet(rng, fonts, text, kind=drawn, dpi=150)
            if drawn in DRAWN:
                found = understood(sheet.page, np.ascontiguousarray(sheet.pixels), rng)
                scores.setdefault(drawn, []).append(score_page(sheet.page, found, prose=drawn in PROSE))
            clean.append(find_and_score(sheet, rng, worn=False))
            worn.append(find_and_score(sheet, rng, worn=True))
    _report(scores)
    report_figures(clean, worn)


def understood(truth: Page, pixels: NDArray[np.uint8], rng: np.random.Generator) -> Page:
    """What the layout stage makes of the true lines of a page."""
    image = prepare(PageImage(pixels), ReadOptions(steps=("rules",)))
    lines = [line for line in truth.lines if line.words]
    shuffled = [lines[k] for k in rng.permutation(len(lines)).tolist()]
    blocks = order_lines([line.polygon for line in shuffled], image.rules)
    made = tuple(Block.around(tuple(shuffled[k] for k in block)) for block in blocks)
    return name_blocks(replace(truth, blocks=made), image.rules_of_source)


def score_page(truth: Page, found: Page, *, prose: bool) -> PageScore:
    """Compare a page as it was understood with the page as it was drawn; both have the same words."""
    wanted, got = _kinds(truth), _kinds(found)
    counted = {word: kind for word, kind in wanted.items() if kind in KINDS}
    hits = Counter(kind for word, kind in counted.items() if got[word] == kind)
    n_found, n_true = Counter(got[word] for word in counted), Counter(counted.values())
    kinds = {kind: WordScore(hits[kind], n_found[kind], n_true[kind]) for kind in KINDS}
    rank = {word: place for place, word in enumerate(wanted)}
    order = tuple(rank[word] for word in got if wanted[word] not in ASIDE)
    return PageScore(kinds, _starts(truth, found, wanted) if prose else None, order)


def _kinds(page: Page) -> dict[Placed, str]:
    """The kind of the block in which each word stands, in the order of the page."""
    return {_placed(word): block.kind for block in page.blocks for line in block.lines for word in line.words}


def _placed(word: Word) -> Placed:
    return word.text, word.polygon


def _starts(truth: Page, found: Page, wanted: dict[Placed, str]) -> WordScore:
    """Words of running text that begin a paragraph."""
    true = {_placed(block.lines[0].words[0]) for block in truth.blocks if block.kind == "text"}
    parts = [part for block in found.blocks if block.kind == "text" for part in paragraphs(block)]
    said = {first for part in parts if wanted[first := _placed(part.lines[0].words[0])] == "text"}
    return WordScore(len(true & said), len(said), len(true))


def _report(scores: dict[str, list[PageScore]]) -> None:
    every = [page for pages in scores.values() for page in pages]
    named = [page for drawn, pages in scores.items() if drawn not in LISTINGS for page in pages]
    print(f"{f'{len(every)} pages':22} precision  recall     F1   true words")
    rows = [(kind, _sum(page.kinds[kind] for page in named)) for kind in KINDS]
    rows.append(("starts of paragraphs", _sum(page.starts for page in every if page.starts is not None)))
    for name, score in rows:
        print(f"  {name:20} {score.precision:9.3f}  {score.recall:6.3f}  {score.f1:5.3f}  {score.n_truth:8}")
    print(f"{'order':22} edit distance  Kendall τ")
    for name, pages in scores.items():
        if name in UNORDERED:
            continue
        distance = statistics.fmean(metrics.order_edits(page.order).rate for page in pages)
        tau = statistics.fmean(metrics.kendall_tau(page.order) for page in pages)
        print(f"  {name:20} {distance:13.3f}  {tau:9.3f}")


def _sum(scores: Iterable[WordScore]) -> WordScore:
    return sum(scores, WordScore())


if __name__ == "__main__":
    main()
