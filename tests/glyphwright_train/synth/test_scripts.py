from pathlib import Path

import numpy as np
import pytest

from glyphwright.recognise.languages import readable_scripts
from glyphwright.recognise.scripts import COMMON, SCRIPTS
from glyphwright_train.synth.font_catalogue import SCRIPT_CATALOGUE, FontCatalogue
from glyphwright_train.synth.fonts import Font, FontLibrary
from glyphwright_train.synth.script_lines import ScriptSource, draw_figures, draw_script
from glyphwright_train.synth.script_text import ScriptText
from glyphwright_train.synth.scripts import LATIN, scripts

pytestmark = pytest.mark.train


def fonts_of(code: str) -> FontLibrary:
    import matplotlib

    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    script = scripts().get(code, LATIN)
    font = Font(path, 0, "DejaVu", "sans", "x", "train", frozenset(script.alphabet), 400, False, script.joined, code)
    return FontLibrary.of([font], {"sans": 1.0}, ordinary=script.needed)


@pytest.fixture(scope="module")
def source() -> ScriptSource:
    codes = ("Latn", "Cyrl", "Arab")
    texts = {code: ScriptText(scripts()[code]) for code in codes[1:]}
    latin = ScriptText(LATIN, corpus=["Some words in Latin letters, as they stand on pages"])
    return ScriptSource({code: fonts_of(code) for code in codes}, {**texts, "Latn": latin})


def test_every_script_that_can_be_told_is_drawn_with_its_own_letters() -> None:
    assert {*scripts(), LATIN.code} == set(SCRIPTS)
    for code, script in scripts().items():
        assert script.name == SCRIPTS[code]
        assert set(script.needed) <= set(script.alphabet)
        assert script.pattern.fullmatch(script.tall + script.deep)
    assert "".join(scripts()["Hang"].common_letters).isalpha()
    assert readable_scripts(scripts()["Cyrl"].alphabet) == {"Cyrl"}


@pytest.mark.parametrize("code", scripts())
def test_lines_are_in_their_script_and_about_as_long_as_asked(code: str) -> None:
    text = ScriptText(scripts()[code])
    lines = [text.line(np.random.default_rng(seed), characters=20) for seed in range(20)]
    letters = [character for line in lines for character in line if character.isalpha()]
    own = [character for character in letters if scripts()[code].pattern.match(character)]
    assert len(own) > 0.75 * len(letters)
    assert all(0 < len(line) <= 20 for line in lines)
    assert np.mean([len(line) for line in lines]) > 10
    assert (" " in "".join(lines)) == scripts()[code].spaced


def test_of_real_texts_only_what_is_in_the_script_is_taken() -> None:
    text = ScriptText(scripts()["Hebr"], corpus=["only Latin", "שלום עולם"])
    assert "Latin" not in "".join(text.line(np.random.default_rng(seed), characters=9) for seed in range(10))


def test_a_line_knows_its_script_and_its_copy_upside_down_is_the_same_turned(source: ScriptSource) -> None:
    samples = [source.draw(np.random.default_rng(seed), height=36, strength=0.3, script="Arab") for seed in range(24)]
    assert {sample.script for sample in samples} <= {"Arab", COMMON}
    assert {sample.upside_down for sample in samples} == {True, False}
    assert all(sample.pixels.shape[0] == 36 for sample in samples)


def test_of_figures_and_noise_nobody_says_which_way_up_they_are(source: ScriptSource) -> None:
    samples = [source.draw(np.random.default_rng(seed), height=36, strength=0.3, script=COMMON) for seed in range(12)]
    assert {(sample.script, sample.upside_down) for sample in samples} == {(COMMON, None)}


def test_figures_have_no_letters_and_latin_is_drawn_most_often() -> None:
    rng = np.random.default_rng(0)
    assert not any(map(str.isalpha, "".join(draw_figures(rng) for _ in range(200))))
    drawn = [draw_script(rng) for _ in range(500)]
    assert max(set(drawn), key=drawn.count) == "Latn"
    assert set(drawn) == {*SCRIPTS, COMMON}


def test_the_catalogue_of_script_fonts_borrows_from_that_of_latin_ones_and_names_its_test_groups() -> None:
    catalogue = FontCatalogue.load(SCRIPT_CATALOGUE)
    named = {package.name: package for package in catalogue.packages}
    assert named["fonts-dejavu-core"] in FontCatalogue.load().packages
    assert named["@fontsource/heebo"].subsets == ("latin", "hebrew")
    assert catalogue.split("Gentium") == "test"
    assert catalogue.split("fonts-dejavu-core") == "train"
