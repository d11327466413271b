from pathlib import Path

import numpy as np
import pytest

from glyphwright.errors import FileAccessError, ModelError
from glyphwright.recognise.lexicon import Lexicon, edit_distances, load_lexicon

WORDS = {
    "bread": 8.0,
    "broad": 4.0,
    "Bred": 2.0,
    "beard": 1.0,
    "anniversary": 1.0,
    "straße": 1.0,
    "of": 9.0,
    "a1b": 1.0,
}


def slow_distance(a: str, b: str) -> int:
    """Wagner & Fischer 1974."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        last, row = row, [i + 1]
        for j, y in enumerate(b):
            row.append(min(last[j] + (x != y), last[j + 1] + 1, row[j] + 1))
    return row[-1]


def test_words_that_are_spelt_nearly_so_are_found_the_nearest_first() -> None:
    near = Lexicon.of(WORDS).near("BREADD", most=10)
    assert list(near) == ["bread", "broad", "bred", "beard"]
    assert near["bread"] == pytest.approx(np.log(8 / 17), abs=1 / 16)
    assert list(Lexicon.of(WORDS).near("BREADD", most=1)) == ["bread"]


def test_long_words_may_differ_more_and_short_ones_are_not_looked_up() -> None:
    lexicon = Lexicon.of(WORDS)
    assert list(lexicon.near("Annlversery", most=9)) == ["anniversary"]
    assert list(lexicon.near("strabe", most=9)) == ["straße"]
    assert lexicon.near("of", most=9) == {} == lexicon.near("x" * 30, most=9)


def test_a_word_is_looked_up_whatever_its_case() -> None:
    lexicon = Lexicon.of(WORDS)
    assert lexicon.chance("Straße") == pytest.approx(np.log(1 / 17), abs=1 / 16)
    assert [word for word in WORDS if lexicon.chance(word) is None] == ["of", "a1b"]
    assert [lexicon.chance(word) for word in ("brea", "breads", "brexd", "br漢ad", "b" * 30, "")] == [None] * 6


def test_distances_are_those_of_the_slow_way() -> None:
    rng = np.random.default_rng(1)
    letters = rng.integers(1, 4, (200, 9)).astype(np.uint8)
    letters[np.arange(9) >= rng.integers(1, 10, (200, 1))] = 0
    word = np.array([1, 2, 3, 1, 0, 2])
    found = edit_distances(word, letters)
    # The letter 0 of the word is like none, here a space.
    spelt = ["".join(map(str, row[row > 0])) for row in letters]
    assert found.tolist() == [slow_distance("1231 2", other) for other in spelt]


def test_a_lexicon_outlasts_its_file_and_a_list_of_words_is_one(tmp_path: Path) -> None:
    lexicon = Lexicon.of(WORDS)
    np.savez_compressed(tmp_path / "words.npz", **lexicon.to_arrays())
    again = load_lexicon(tmp_path / "words.npz")
    assert again.near("bread", most=9) == lexicon.near("bread", most=9)
    (tmp_path / "mine.txt").write_text("\ufeffGlyphwright\nTesseract\n", encoding="utf-8")
    assert list(load_lexicon(tmp_path / "mine.txt").near("glyphwrigth", most=3)) == ["glyphwright"]


def test_what_is_no_lexicon_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="no such lexicon"):
        load_lexicon(tmp_path / "none.npz")
    (tmp_path / "bad.npz").write_bytes(b"PK nonsense")
    (tmp_path / "empty.txt").write_text("1 2 of", encoding="utf-8")
    np.savez(
        tmp_path / "other.npz", version=np.array(1), alphabet=np.array("ab"), letters=np.ones((2, 3)), chances=[1, 2]
    )
    for name in ("bad.npz", "empty.txt", "other.npz"):
        with pytest.raises(ModelError, match="is no lexicon"):
            load_lexicon(tmp_path / name)
