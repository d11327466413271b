import pytest

from glyphwright.errors import DamagedInputError
from glyphwright.export import export, read_export
from glyphwright.page import Document


def test_pages_are_parted_by_a_form_feed_and_blocks_by_an_empty_line(small_document: Document) -> None:
    assert export(small_document, "txt") == "Ab <&>\n\nодин\n\f\n".encode()


def test_what_is_read_has_the_lines_and_words_of_what_was_written(small_document: Document) -> None:
    back = read_export(export(small_document, "txt"), "txt")
    assert [page.number for page in back.pages] == [1, 2]
    assert [[word.text for word in page.words] for page in back.pages] == [["Ab", "<&>", "один"], []]
    assert len(back.pages[0].blocks) == 2


def test_text_of_windows_with_its_byte_order_mark_is_read() -> None:
    document = read_export("\ufeffone two\r\nthree\r\n".encode(), "txt")
    assert [line.text for line in document.pages[0].lines] == ["one two", "three"]


def test_half_a_surrogate_pair_does_not_break_the_file(small_document: Document) -> None:
    text = read_export(b"x\n", "txt").text.replace("x", "\ud800")
    document = read_export(b"x\n", "txt")
    word = document.pages[0].blocks[0].lines[0].words[0]
    object.__setattr__(word, "text", "\ud800")
    assert document.text == text
    assert export(document, "txt") == b"?\n"


def test_what_is_not_utf_8_is_refused() -> None:
    with pytest.raises(DamagedInputError, match="not UTF-8"):
        read_export("é".encode("latin-1"), "txt")
