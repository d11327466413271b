from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from glyphwright.geometry import Box
from glyphwright_train.synth.pdf_characters import PdfCharacter
from glyphwright_train.synth.pdf_lines import lines_of, shapes_of_fonts

SIZE = 10.0


def letter(text: str, x: float, y: float, order: int, *, size: float = SIZE, angle: float = 0) -> PdfCharacter:
    top = y - size * (0.7 if text in "bdfhkl" else 0.45)
    bottom = y + size * (0.2 if text in "gpqy" else 0.0)
    ink = Box(x + 0.05 * size, top, x + 0.45 * size, bottom)
    return PdfCharacter(text, x, x + 0.5 * size, y, ink, size, angle, "font", order)


def word(text: str, x: float, y: float, order: int, *, size: float = SIZE) -> list[PdfCharacter]:
    return [letter(one, x + 0.5 * size * k, y, order + k, size=size) for k, one in enumerate(text)]


places = st.lists(
    st.tuples(
        st.sampled_from("abcdgxy"),
        st.floats(0, 300),
        st.floats(0, 300),
        st.sampled_from([6.0, 10.0, 17.0]),
        st.sampled_from([0.0, 90.0, 30.0]),
    ),
    max_size=40,
)


@given(places)
def test_every_character_is_in_just_one_line(items: list[tuple[str, float, float, float, float]]) -> None:
    characters = [
        letter(text, x, y, order, size=size, angle=angle) for order, (text, x, y, size, angle) in enumerate(items)
    ]
    lines = lines_of(characters)
    read = Counter("".join(one.text for line in lines for one in line.words))
    assert read == Counter("".join(one.text for one in characters))
    assert all(line.extent.width > 0 and line.extent.height > 0 for line in lines)


def test_words_part_at_gaps_and_lines_at_columns() -> None:
    content = word("abc", 0, 50, 0) + word("dex", 18, 50, 3) + word("far", 90, 50, 6)
    lines = lines_of(content)
    assert [[one.text for one in line.words] for line in lines] == [["abc", "dex"], ["far"]]


def test_letters_that_are_spaced_out_stay_one_word() -> None:
    spaced = [letter(one, 8.0 * k, 50, k) for k, one in enumerate("abcdefabc")]
    assert [one.text for one in lines_of(spaced)[0].words] == ["abcdefabc"]


def test_a_line_goes_on_after_scripts() -> None:
    content = [
        *word("abc", 0, 50, 0),
        *word("xxxx", 15.5, 52, 3, size=6),
        *word("def", 31, 50, 7),
    ]
    (line,) = lines_of(content)
    assert "".join(one.text for one in line.words) == "abcxxxxdef"
    assert line.baseline == 50
    assert line.size_px == SIZE


def test_scripts_above_one_another_make_a_line_doubtful() -> None:
    base = word("ab", 0, 50, 0)
    assert lines_of(base + word("x", 10, 52, 2, size=6))[0].sure
    stacked = lines_of(base + word("x", 10, 52, 2, size=6) + word("c", 10, 45, 3, size=6))
    assert not stacked[0].sure


def test_small_capitals_are_not_the_letters_they_are_called() -> None:
    small_capitals = [
        PdfCharacter(text, 5.0 * k, 5.0 * k + 5, 50, Box(5.0 * k, 45, 5.0 * k + 4, 50), SIZE, 0, "caps", k)
        for k, text in enumerate("aghpx")
    ]
    assert not shapes_of_fonts(small_capitals)["caps"].plausible
    assert shapes_of_fonts(word("aghpx", 0, 50, 0))["font"].plausible
    assert not lines_of(small_capitals)[0].sure


def test_what_is_not_visible_is_in_no_line() -> None:
    from dataclasses import replace

    assert lines_of([replace(one, visible=False) for one in word("abc", 0, 50, 0)]) == []
