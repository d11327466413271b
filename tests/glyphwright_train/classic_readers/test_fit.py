"""Each classic reader is fitted to one font with a small alphabet, and then must read lines in it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from glyphwright.errors import OptionError
from glyphwright.metrics import levenshtein
from glyphwright.options import ReadOptions
from glyphwright.recognise import open_line_reader
from glyphwright.runtime import Model, load_model
from glyphwright.stages import LineCrop
from glyphwright_train.classic_readers import TASK, ClassicRecipe, fit, fit_reader
from glyphwright_train.synth.fonts import FontLibrary

pytestmark = pytest.mark.train

RECIPE = ClassicRecipe(
    name="small", task=TASK, method="template", fonts=("DejaVuSansMono.ttf",), lines=24, wear=0.1, alphabet=" aeinot.,:"
)
WORDS = ("tea", "note", "on", "it", "in", "a", "nation.", "oat,", "at:", "notation", "tie", "one")


class Words:
    """A source of text that takes no time."""

    def __init__(self, alphabet: str, *, corpus: object = ()) -> None:
        pass

    def line(self, rng: np.random.Generator, *, characters: int) -> str:
        return " ".join(rng.choice(WORDS, max(1, characters // 5)))


SETTINGS: dict[str, dict[str, Any]] = {"template": {"nothing": 100}, "knn": {"nothing": 500}, "hmm": {"pairs_from": 50}}


@pytest.fixture(scope="module")
def models(plain_fonts: FontLibrary, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Model]:
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "load_fonts", lambda folder: plain_fonts)
        patch.setattr(fit, "TextSource", Words)
        patch.setattr(fit, "HELD_OUT_LINES", 2)
        found = {}
        for method, settings in SETTINGS.items():
            recipe = replace(RECIPE, name=method, method=method, settings=settings)
            path = fit_reader(recipe, folder, material=folder)
            found[method] = load_model(path, task="line_reader")
    return found


@pytest.fixture(scope="module")
def lines(plain_fonts: FontLibrary, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "load_fonts", lambda folder: plain_fonts)
        patch.setattr(fit, "TextSource", Words)
        return fit.make_drawer(RECIPE, tmp_path_factory.mktemp("none")).held_out_lines(6, strength=0.0)


@pytest.mark.parametrize(("method", "most"), [("template", 0.05), ("knn", 0.05), ("hmm", 0.15)])
def test_a_fitted_reader_reads_its_font(models: dict[str, Model], lines: Any, method: str, most: float) -> None:
    reader = open_line_reader(models[method])
    readings = reader.read_lines([LineCrop(line.sample.pixels) for line in lines])
    texts = [line.sample.text for line in lines]
    edits = sum(levenshtein(reading.text, text) for reading, text in zip(readings, texts, strict=True))
    assert edits <= most * sum(map(len, texts))
    for reading, line in zip(readings, lines, strict=True):
        assert all(0 < confidence <= 1 for confidence in reading.confidences)
        assert all(0 <= a <= b <= line.sample.pixels.shape[1] for a, b in reading.spans)


@pytest.mark.parametrize("method", SETTINGS)
def test_only_the_characters_asked_for_are_read(models: dict[str, Model], lines: Any, method: str) -> None:
    reader = open_line_reader(models[method], ReadOptions(charset="aei"))
    read = "".join(reading.text for reading in reader.read_lines([LineCrop(line.sample.pixels) for line in lines]))
    assert read
    assert set(read) <= set("aei ")
    with pytest.raises(OptionError, match="cannot read"):
        open_line_reader(models[method], ReadOptions(charset="z")).read_lines([])


@pytest.mark.parametrize("method", SETTINGS)
def test_blank_paper_is_no_text(models: dict[str, Model], method: str) -> None:
    (reading,) = open_line_reader(models[method]).read_lines([LineCrop(np.full((36, 100), 230, np.uint8))])
    assert reading.text == ""


def test_a_file_says_what_it_is(models: dict[str, Model]) -> None:
    description = models["knn"].description
    assert (description["architecture"], description["height_px"]) == ("knn", 36)
    assert description["recipe"]["fonts"] == ["DejaVuSansMono.ttf"]
    assert set(description["scores"]) >= {"cer", "word_f1"}


def test_unknown_methods_and_missing_characters_are_refused(plain_fonts: FontLibrary, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="use template, knn, hmm"):
        fit_reader(replace(RECIPE, method="magic"), tmp_path, material=tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "load_fonts", lambda folder: plain_fonts)
        with pytest.raises(OptionError, match="does not have 'Ж'"):
            fit_reader(replace(RECIPE, alphabet="aЖ"), tmp_path, material=tmp_path)
        with pytest.raises(OptionError, match="no 'Courier'"):
            fit_reader(replace(RECIPE, fonts=("Courier",)), tmp_path, material=tmp_path)
