import pytest
from hypothesis import given
from hypothesis import strategies as st

from glyphwright.export.pdf.visual import is_right_to_left, visual_order


@pytest.mark.parametrize(
    ("logical", "visual"),
    [
        ("word", "word"),
        ("2024", "2024"),
        ("שלום", "םולש"),
        ("שלום.", ".םולש"),
        ("ב-2024", "2024-ב"),
        ("ב3.50", "3.50ב"),
        ("العربية", "ةيبرعلا"),
        ("PDFים", "םיPDF"),
    ],
)
def test_a_word_is_set_as_it_stands_on_the_page(logical: str, visual: str) -> None:
    assert visual_order(logical) == visual


@given(st.text(st.sampled_from("abאב12.,-()\u05b8"), max_size=8))
def test_no_character_is_lost_and_latin_stays(word: str) -> None:
    assert sorted(visual_order(word)) == sorted(word)
    assert is_right_to_left(word) or visual_order(word) == word
