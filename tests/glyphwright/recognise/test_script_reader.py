"""With crops whose grey says what they are: see `GREYS`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from glyphwright.options import ReadOptions
from glyphwright.recognise import CtcLineReader, ScriptLineReader, choose_line_reader
from glyphwright.recognise.language_model import FusedModel
from glyphwright.recognise.scripts import CLASSES, COMMON, LineScript
from glyphwright.stages import LineCrop, Reading

GREYS = {10: "Latn", 20: "Cyrl", 30: "Deva", 40: COMMON}
ALPHABETS = {"Latn": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "Cyrl": "абвгдежзиклмнопрстуфхцчшя"}


def crop(script: str, *, width: int = 100, upside_down: bool = False) -> LineCrop:
    grey = next(grey for grey, code in GREYS.items() if code == script)
    pixels = np.full((36, width), grey, np.uint8)
    pixels[-1 if upside_down else 0, 0 if not upside_down else -1] = 255
    return LineCrop(pixels)


def is_upside_down(crop: LineCrop) -> bool:
    return bool(crop.pixels[-1, -1] == 255)


def verdict(code: str, confidence: float, upside_down: float = 0.0) -> LineScript:
    rest = (1 - confidence) / (len(CLASSES) - 1)
    return LineScript(tuple(confidence if name == code else rest for name in CLASSES), upside_down)


@dataclass
class Classifier:
    """Sure of what it sees, and remembers how many lines it was shown."""

    confidence: float = 0.99
    shown: list[int] = field(default_factory=list)

    def classify(self, crops: Sequence[LineCrop]) -> list[LineScript]:
        self.shown.append(len(crops))
        return [
            verdict(GREYS[int(np.median(crop.pixels))], self.confidence, float(is_upside_down(crop))) for crop in crops
        ]


@dataclass
class Reader:
    """Surely reads upright lines of its script and those without letters, and anything else badly."""

    script: str
    height: int = 36

    @property
    def name(self) -> str:
        return self.script

    @property
    def alphabet(self) -> str:
        return ALPHABETS[self.script]

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        codes = [GREYS[int(np.median(crop.pixels))] for crop in crops]
        good = [
            code in (self.script, COMMON) and not is_upside_down(crop) for code, crop in zip(codes, crops, strict=True)
        ]
        return [Reading(tuple(self.script), (0.95 if fine else 0.4,) * 4, ((0.0, 4.0),) * 4) for fine in good]


def reader(*scripts: str, confidence: float = 0.99) -> ScriptLineReader:
    return ScriptLineReader(tuple(map(Reader, scripts)), Classifier(confidence))


def said(readings: Sequence[Reading]) -> list[tuple[str, str]]:
    return [(reading.text, reading.script) for reading in readings]


def test_of_a_page_that_is_read_well_only_a_few_lines_are_looked_at() -> None:
    both = reader("Latn", "Cyrl")
    assert said(both.read_lines([crop("Latn")] * 40 + [crop(COMMON)])) == [("Latn", "")] * 41
    assert sum(both.classifier.shown) <= 6


def test_a_page_in_another_script_is_read_by_the_reader_for_it_and_figures_by_the_first() -> None:
    page = [crop("Cyrl"), crop("Cyrl"), crop(COMMON), crop("Latn"), crop("Cyrl")]
    readings = reader("Latn", "Cyrl").read_lines(page)
    assert said(readings) == [("Cyrl", "Cyrl"), ("Cyrl", "Cyrl"), ("Latn", ""), ("Latn", ""), ("Cyrl", "Cyrl")]


def test_a_page_in_a_script_that_nobody_reads_is_not_read_as_nonsense() -> None:
    readings = reader("Latn").read_lines([crop("Deva")] * 4)
    assert said(readings) == [("", "Deva")] * 4
    assert all(reading.is_foreign for reading in readings)


def test_a_single_line_in_another_script_is_told_from_its_page() -> None:
    page = [crop("Latn", width=300)] * 6 + [crop("Deva")]
    assert said(reader("Latn").read_lines(page)) == [("Latn", "")] * 6 + [("", "Deva")]


def test_what_is_not_surely_in_another_script_is_read_as_its_page() -> None:
    page = [crop("Latn", width=300)] * 6 + [crop("Deva")]
    assert said(reader("Latn", confidence=0.7).read_lines(page)) == [("Latn", "")] * 7


def test_a_line_on_its_head_is_turned_if_it_reads_better_so() -> None:
    page = [crop("Latn"), crop("Latn", upside_down=True), crop("Latn")]
    readings = reader("Latn").read_lines(page)
    assert [reading.turned for reading in readings] == [False, True, False]
    assert [reading.confidence for reading in readings] == [0.95] * 3


def test_of_a_page_on_its_head_lines_are_turned_that_do_not_look_so_themselves() -> None:
    @dataclass
    class Short(Classifier):
        """Does not tell of narrow lines how they stand."""

        def classify(self, crops: Sequence[LineCrop]) -> list[LineScript]:
            return [verdict("Latn", 0.6, float(is_upside_down(crop) and crop.pixels.shape[1] > 50)) for crop in crops]

    one_reader = ScriptLineReader((Reader("Latn"),), Short())
    long, short = crop("Latn", upside_down=True), crop("Latn", width=40, upside_down=True)
    assert all(reading.turned for reading in one_reader.read_lines([long, long, short]))
    upright = crop("Latn")
    readings = one_reader.read_lines([upright, upright, upright, long, short])
    assert [reading.turned for reading in readings] == [False, False, False, True, False]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_few_lines_say_nothing_of_their_page(n: int) -> None:
    assert said(reader("Cyrl").read_lines([crop("Cyrl")] * n)) == [("Cyrl", "")] * n


def test_scripts_are_told_apart_unless_languages_or_characters_are_named() -> None:
    assert isinstance(choose_line_reader(ReadOptions()), ScriptLineReader)
    for options in (ReadOptions(languages="eng+deu"), ReadOptions(charset="0123456789")):
        assert isinstance(choose_line_reader(options), CtcLineReader)


def test_all_readers_of_the_catalogue_take_crops_of_one_height() -> None:
    chosen = choose_line_reader(ReadOptions())
    assert isinstance(chosen, ScriptLineReader)
    assert len({reader.height for reader in chosen.readers}) == 1


def test_lines_that_are_each_unsure_tell_the_script_of_their_page_together() -> None:
    verdicts = [verdict("Cyrl", 0.5), verdict("Cyrl", 0.6), verdict("Latn", 0.5), verdict(COMMON, 0.9)]
    assert reader("Latn")._page_script(verdicts) == "Cyrl"
    assert reader("Latn", "Cyrl")._page_script([*verdicts, verdict("Latn", 0.9)]) is None
    assert reader("Latn")._page_script([verdict(COMMON, 0.9)] * 3) is None


def test_what_is_read_surely_is_not_in_another_script_whatever_it_looks_like() -> None:
    class Sure(Reader):
        def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
            return [Reading(("X",), (0.95,), ((0.0, 4.0),))] * len(crops)

    latin = ScriptLineReader((Sure("Latn"),), Classifier())
    assert said(latin.read_lines([crop("Cyrl")] * 3)) == [("X", "")] * 3
    assert said(reader("Latn").read_lines([crop("Cyrl")] * 3)) == [("", "Cyrl")] * 3


@pytest.mark.parametrize(("chance", "expected"), [(0.7, ("Latn", "")), (0.4, ("", "Cyrl"))])
def test_what_is_read_as_likely_text_is_in_no_other_script(chance: float, expected: tuple[str, str]) -> None:
    language = FusedModel(0, lambda state, character: (chance, 0))
    latin = ScriptLineReader((Reader("Latn"),), Classifier(), language)
    assert said(latin.read_lines([crop("Cyrl")] * 4)) == [expected] * 4
    page = [crop("Latn", width=300)] * 6 + [crop("Cyrl")]
    assert said(latin.read_lines(page)) == [("Latn", "")] * 6 + [expected]


def test_a_language_model_that_knows_no_letter_of_a_page_says_nothing_for_it() -> None:
    unknowing = ScriptLineReader((Reader("Latn"),), Classifier(), FusedModel(0, lambda state, character: (1.0, 0)))
    assert said(unknowing.read_lines([crop("Cyrl")] * 4)) == [("", "Cyrl")] * 4
