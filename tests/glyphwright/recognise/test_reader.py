from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glyphwright.detect import cut_lines
from glyphwright.errors import ModelError, OptionError
from glyphwright.geometry import Box
from glyphwright.options import ReadOptions
from glyphwright.recognise import CtcLineReader, open_line_reader
from glyphwright.runtime import load_model
from glyphwright.stages import LineCrop, PageImage, Region
from glyphwright.zoo import find_model


def crops() -> list[LineCrop]:
    """The text of a DejaVu-like page is not needed: any ink in crops of many widths will do."""
    rng = np.random.default_rng(4)
    pixels = np.full((400, 900, 3), 255, np.uint8)
    for y in range(20, 380, 40):
        for x in range(20, 860, 14):
            pixels[y : y + 20, x : x + int(rng.integers(2, 9))] = int(rng.integers(0, 120))
    widths = (40, 90, 91, 200, 350, 351, 640, 860)
    regions = [Region(Box(15, 20.0 + 40 * i, 15 + w, 40.0 + 40 * i).polygon) for i, w in enumerate(widths)]
    return cut_lines(PageImage(pixels), regions, height=36)


def make_reader(*, charset: str | None = None, threads: int = 1) -> CtcLineReader:
    return CtcLineReader(load_model(find_model("line_reader"), task="line_reader"), charset, threads)


def test_a_crop_reads_the_same_alone_in_company_and_in_any_order() -> None:
    reader = make_reader()
    together = reader.read_lines(crops())
    assert together == [reader.read_lines([crop])[0] for crop in crops()]
    assert together == reader.read_lines(crops()[::-1])[::-1]
    assert together == make_reader(threads=4).read_lines(crops())


def test_nothing_to_read_gives_no_readings() -> None:
    assert make_reader().read_lines([]) == []


def test_only_what_the_charset_allows_is_read() -> None:
    readings = make_reader(charset="0123456789").read_lines(crops())
    assert set("".join(reading.text for reading in readings)) <= set("0123456789 ")


def test_a_charset_beyond_the_alphabet_is_refused_by_name() -> None:
    with pytest.raises(OptionError, match="漢"):
        make_reader(charset="a漢").read_lines(crops())


def test_blank_crops_read_as_nothing() -> None:
    blank = LineCrop(np.full((36, 300), 255, np.uint8))
    assert make_reader().read_lines([blank])[0].text == ""


def test_confidences_are_probabilities_and_spans_go_forward() -> None:
    for reading in make_reader().read_lines(crops()):
        assert all(0 <= confidence <= 1 for confidence in reading.confidences)
        assert all(a[1] <= b[0] for a, b in zip(reading.spans, reading.spans[1:], strict=False))


def table(alphabet: str, *steps: dict[str, float]) -> np.ndarray:
    """(1, steps, symbols); what is left of the probability is the blank's."""
    rows = np.zeros((1, len(steps), 1 + len(alphabet)), np.float32)
    for row, chances in zip(rows[0], steps, strict=True):
        for character, chance in chances.items():
            row[alphabet.index(character) + 1] = chance
        row[0] = 1 - row.sum()
    return rows


def test_a_language_model_helps_where_the_reader_is_not_sure_and_nowhere_else() -> None:
    model = load_model(find_model("line_reader"), task="line_reader")
    plain, helped = (
        open_line_reader(model, ReadOptions(language_model=name, lexicon="none")) for name in ("none", None)
    )
    unsure = table(plain.alphabet, {"t": 0.95}, {"b": 0.55, "h": 0.4}, {"e": 0.95})
    assert [reader.decode(unsure)[0].text for reader in (plain, helped)] == ["tbe", "the"]
    assert helped.decode(unsure)[0].confidences == pytest.approx((0.95, 0.4, 0.95))
    surely = table(plain.alphabet, {"t": 0.95}, {"b": 0.995}, {"e": 0.8, "a": 0.1})
    assert helped.decode(surely)[0].text == "tbe"
    number = table(plain.alphabet, {"7": 0.95}, {"0": 0.55, "O": 0.4}, {"3": 0.95})
    assert helped.decode(number)[0].text == "703"


def test_lone_words_are_looked_up_and_with_words_of_ones_own_all_are(tmp_path: Path) -> None:
    model = load_model(find_model("line_reader"), task="line_reader")
    (tmp_path / "mine.txt").write_text("Bread", encoding="utf-8")
    names = ("none", None, str(tmp_path / "mine.txt"))
    readers = [open_line_reader(model, ReadOptions(language_model="none", lexicon=name)) for name in names]
    blank: dict[str, float] = {}
    word = [{"B": 0.97}, blank, {"r": 0.97}, blank, {"e": 0.97}, blank, {"o": 0.5, "a": 0.4}, blank, {"d": 0.97}]
    alone, among = table(readers[0].alphabet, *word), table(readers[0].alphabet, *word, {" ": 0.99}, {"1": 0.99})
    assert [reader.decode(alone)[0].text for reader in readers] == ["Breod", "Bread", "Bread"]
    assert [reader.decode(among)[0].text for reader in readers] == ["Breod 1", "Breod 1", "Bread 1"]


def test_no_lexicon_puts_in_what_a_charset_or_pattern_leaves_out() -> None:
    model = load_model(find_model("line_reader"), task="line_reader")
    assert open_line_reader(model, ReadOptions(charset="abc")).lexicon is None
    for limits in ({"charset": "abc"}, {"pattern": "[a-z]+"}):
        with pytest.raises(OptionError, match="leave one of them out"):
            ReadOptions(lexicon="latin-words", **limits)


def test_a_reader_that_writes_symbol_by_symbol_takes_no_language_model() -> None:
    model = load_model(find_model("line_reader"), task="line_reader")
    with pytest.raises(OptionError, match="only CTC readers take a language model"):
        open_line_reader(replace(model, decoder=object()), ReadOptions(language_model="latin-text"))
    with pytest.raises(OptionError, match="only CTC readers take a lexicon"):
        open_line_reader(replace(model, decoder=object()), ReadOptions(lexicon="latin-words"))
    with pytest.raises(ModelError, match="latin-text"):
        open_line_reader(model, ReadOptions(language_model="nonsense"))


def test_where_characters_are_chosen_the_default_language_model_keeps_out() -> None:
    model = load_model(find_model("line_reader"), task="line_reader")
    assert open_line_reader(model, ReadOptions(charset="0123")).language is None
    assert open_line_reader(model, ReadOptions(pattern="[0-9]+")).language is None
    assert open_line_reader(model, ReadOptions(charset="abc", language_model="latin-text")).language is not None


def test_a_language_model_puts_no_words_where_nothing_is_read() -> None:
    reader = open_line_reader(load_model(find_model("line_reader"), task="line_reader"))
    assert reader.decode(table(reader.alphabet, *[{"e": 0.45}] * 3))[0].text == ""
