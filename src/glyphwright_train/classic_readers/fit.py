"""A recipe of a classic line reader → its model file, fitted in one pass, with what it scores."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from glyphwright.errors import OptionError
from glyphwright.metrics import EditScore, WordScore, cer, word_f1
from glyphwright.recognise import open_line_reader
from glyphwright.recognise.hmm_reader import Network
from glyphwright.runtime import METADATA_KEY, load_model
from glyphwright.stages import LineCrop
from glyphwright_train.classic_readers.glyph_samples import gather_glyphs
from glyphwright_train.classic_readers.hmm import (
    HmmSettings,
    column_examples,
    count_pairs,
    fit_mixtures,
    fit_sharpness,
    gather_columns,
    hmm_graph,
)
from glyphwright_train.classic_readers.lines import (
    HEIGHT,
    HELD_OUT_FROM,
    InkedPlacedLine,
    LineDrawer,
    find_inks,
    find_usual_rows,
)
from glyphwright_train.classic_readers.nearest import NearestSettings, fit_nearest, nearest_graph
from glyphwright_train.recipe import from_table
from glyphwright_train.synth.corpus import load_corpus
from glyphwright_train.synth.fonts import load_fonts
from glyphwright_train.synth.placed_lines import PlacedLine, find_fonts
from glyphwright_train.synth.text import TextSource
from glyphwright_train.to_onnx import describe

TASK = "classic_reader"
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
HELD_OUT_LINES = 200
HELD_OUT_WEAR = 0.2
LINES_FOR_ROWS = 200
LINES_FOR_SHARPNESS = 40

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassicRecipe:
    """One classic line reader: for which fonts, fitted how.

    Args:
        name: Of the reader and its file.
        task: "classic_reader".
        method: "template", "knn" or "hmm".
        fonts: Names of families of the font library, with Bold or Italic behind where these are meant.
        seed: Decides all chance.
        lines: How many are drawn to learn from.
        wear: How worn the most worn of them is, in [0, 1].
        alphabet: Every character that it shall know; printable ASCII by default.
        licence: Of the file.
        settings: The method's own.
    """

    name: str
    task: str
    method: str
    fonts: tuple[str, ...]
    seed: int = 1
    lines: int = 400
    wear: float = 0.3
    alphabet: str = PRINTABLE
    licence: str = "Apache-2.0"
    settings: dict[str, Any] = field(default_factory=dict)


Fitted = tuple[Any, dict[str, Any]]
"""An ONNX graph, and what its reader needs to know beside it."""


def fit_reader(recipe: ClassicRecipe, folder: Path, *, material: Path) -> Path:
    """Fit a reader and write `folder`/NAME.onnx, with its character error rate and words right on held-out lines.

    Raises:
        OptionError: The recipe names an unknown method, setting or font, or a font lacks a character.
    """
    if recipe.method not in METHODS:
        raise OptionError(f"{recipe.name}: method {recipe.method!r} is unknown: use {', '.join(METHODS)}")
    drawer = make_drawer(recipe, material)
    log.info("%s: drawing and fitting %d lines", recipe.name, recipe.lines)
    graph, own = METHODS[recipe.method](recipe, drawer)
    description = {
        "name": recipe.name,
        "task": "line_reader",
        "architecture": recipe.method,
        "alphabet": drawer.alphabet,
        "height_px": HEIGHT,
        "licence": recipe.licence,
        "recipe": asdict(recipe),
        **own,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{recipe.name}.onnx"
    with TemporaryDirectory() as partial:
        unmeasured = Path(partial) / path.name
        _write(graph, description, unmeasured)
        scores = measure(unmeasured, drawer.held_out_lines(HELD_OUT_LINES, strength=HELD_OUT_WEAR))
    _write(graph, {**description, "scores": scores}, path)
    log.info("%s: %s", path, "  ".join(f"{name} {score:.4f}" for name, score in scores.items()))
    return path


def make_drawer(recipe: ClassicRecipe, material: Path) -> LineDrawer:
    """What draws the lines of a recipe, from the fonts and, where there are some, the texts of a folder."""
    alphabet = "".join(sorted(set(recipe.alphabet) | {" "}))
    if not recipe.fonts:
        raise OptionError(f"{recipe.name}: fonts is empty: name at least one family of the font library")
    fonts = find_fonts(load_fonts(material / "fonts"), recipe.fonts)
    for font in fonts:
        missing = "".join(sorted(set(alphabet) - {" "} - font.coverage))
        if missing:
            raise OptionError(f"{recipe.name}: {font.family} does not have {missing!r}: take these out of the alphabet")
    corpus = material / "corpus"
    source = TextSource(alphabet, corpus=load_corpus(corpus) if corpus.is_dir() else ())
    return LineDrawer(fonts, source, alphabet, recipe.seed)


def measure(path: Path, lines: list[PlacedLine]) -> dict[str, float]:
    """How well a model file reads lines: character error rate, and F1 of words."""
    reader = open_line_reader(load_model(path, task="line_reader"))
    characters, words = EditScore(), WordScore()
    for line in lines:
        (reading,) = reader.read_lines([LineCrop(line.sample.pixels)])
        characters += cer(reading.text, line.sample.text)
        words += word_f1(reading.text, line.sample.text)
    return {"cer": round(characters.rate, 5), "word_f1": round(words.f1, 5)}


def _write(graph: Any, description: dict[str, Any], path: Path) -> None:
    import onnx

    del graph.metadata_props[:]
    describe(graph, METADATA_KEY, json.dumps(description, ensure_ascii=False))
    onnx.save(graph, str(path))


def _training_lines(recipe: ClassicRecipe, drawer: LineDrawer) -> tuple[list[InkedPlacedLine], list[float]]:
    """The lines to learn from, and their usual row profile as it is described."""
    lines = list(drawer.training_lines(recipe.lines, wear=recipe.wear))
    usual = find_usual_rows(lines[:LINES_FOR_ROWS]).round(5)
    return find_inks(lines, usual), usual.tolist()


def _fit_template(recipe: ClassicRecipe, drawer: LineDrawer) -> Fitted:
    defaults = {"stored": 4, "nothing": 400, "averaged": True, "neighbours": 12}
    return _fit_segmenting(recipe, drawer, "correlation", defaults)


def _fit_knn(recipe: ClassicRecipe, drawer: LineDrawer) -> Fitted:
    defaults = {"stored": 60, "nothing": 4000, "averaged": False, "neighbours": 12}
    return _fit_segmenting(recipe, drawer, "structure", defaults)


def _fit_segmenting(recipe: ClassicRecipe, drawer: LineDrawer, kind: str, defaults: dict[str, Any]) -> Fitted:
    settings = from_table(NearestSettings, {**defaults, **recipe.settings}, f"{recipe.name}: settings")
    lines, usual = _training_lines(recipe, drawer)
    samples = gather_glyphs(lines, drawer.alphabet, kind=kind)
    model = fit_nearest(samples, settings, seed=recipe.seed)
    log.info("%d stored, sharpness %.3g, nothing %.3g", len(model.owners), model.sharpness, model.nothing_counts)
    own = {
        "features": kind,
        "rows": usual,
        "bearings": [[round(float(value), 4) for value in pair] for pair in samples.bearings],
        "space": round(samples.space, 4),
        "certainty": round(model.certainty, 3),
    }
    return nearest_graph(model, symbols=len(drawer.alphabet) + 1), own


def _fit_hmm(recipe: ClassicRecipe, drawer: LineDrawer) -> Fitted:
    settings = from_table(HmmSettings, recipe.settings, f"{recipe.name}: settings")
    lines, usual = _training_lines(recipe, drawer)
    held_out = min(LINES_FOR_SHARPNESS, len(lines) // 5)
    columns = gather_columns(lines[held_out:], drawer.alphabet, column_px=settings.column_px, seed=recipe.seed)
    mixtures = fit_mixtures(columns, settings, seed=recipe.seed)
    log.info("%d states of %d characters", sum(columns.counts), len(columns.counts))
    follow = count_pairs((drawer.text(HELD_OUT_FROM // 2 + i) for i in range(settings.pairs_from)), drawer.alphabet)
    network = Network.of(columns.counts, columns.widths, follow)
    return hmm_graph(mixtures, height=HEIGHT), {
        "rows": usual,
        "states": columns.counts,
        "widths": [round(width, 2) for width in columns.widths],
        "follow": np.round(follow, 2).tolist(),
        "follow_weight": settings.follow_weight,
        "new_character": settings.new_character,
        "sharpness": fit_sharpness(network, column_examples(lines[:held_out], mixtures, drawer.alphabet)),
    }


METHODS: dict[str, Callable[[ClassicRecipe, LineDrawer], Fitted]] = {
    "template": _fit_template,
    "knn": _fit_knn,
    "hmm": _fit_hmm,
}
