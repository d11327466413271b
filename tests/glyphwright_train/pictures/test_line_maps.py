from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from glyphwright.errors import ModelError
from glyphwright.recognise import DecoderLineReader
from glyphwright_train.pictures.layers import inspect
from glyphwright_train.pictures.line_maps import draw_attention, draw_symbols

pytestmark = pytest.mark.train


@pytest.fixture
def line() -> np.ndarray[Any, np.dtype[np.uint8]]:
    drawn = np.full((36, 90), 255, np.uint8)
    drawn[8:28, 10:80:9] = 0
    return drawn


@pytest.mark.parametrize("name", ["attention", "transformer"])
def test_each_written_symbol_has_a_row_of_where_it_was_looked_for(
    models: dict[str, Path], line: np.ndarray[Any, Any], name: str
) -> None:
    inspection = inspect(models[name], line)
    written = DecoderLineReader(inspection.model).write(inspection.sight)
    sums = written.attention.sum(axis=2)
    assert sums == pytest.approx(np.ones_like(sums), abs=1e-5)
    figure = draw_attention(inspection)
    count = int((written.symbols[0] != 0).sum())
    assert figure.axes[0].texts[0].get_text().startswith(f"tiny-{name} reads ")
    assert sum(text.get_text().endswith(" %") for text in figure.axes[0].texts) == count
    sight, *rows = (image.get_array() for image in figure.axes[0].images)
    assert sight.shape == (36, 96)
    assert [row.shape for row in rows] == ([(count, 96 // 4)] if count else [])


def test_a_decoder_that_does_not_say_where_it_looks_is_refused(
    models: dict[str, Path], line: np.ndarray[Any, Any]
) -> None:
    inspection = inspect(models["attention"], line)
    old = SimpleNamespace(get_outputs=lambda: [SimpleNamespace(name="output"), SimpleNamespace(name="new_state")])
    with pytest.raises(ModelError, match="does not say where it looks"):
        draw_attention(replace(inspection, model=replace(inspection.model, decoder=old)))


def test_a_ctc_reader_shows_its_symbols_by_step(models: dict[str, Path], line: np.ndarray[Any, Any]) -> None:
    inspection = inspect(models["reader"], line)
    figure = draw_symbols(inspection)
    labels = [text.get_text() for text in figure.axes[0].texts]
    assert labels[1] == "blank"
    chances = inspection.model.run(inspection.sight)[0]
    shown = figure.axes[0].images[1].get_array()
    assert np.allclose(shown[0], 1 - chances[:, 0])
