from pathlib import Path

import pytest

from glyphwright.datasets.lines.icdar_words import holds_icdar_words, read_icdar_words
from glyphwright.errors import DamagedInputError


def test_texts_stand_between_quotes_that_may_have_quotes_in_them(pictures: Path) -> None:
    rows = ['\ufeff1.png, "Genaxis, Theatre"', r'2.png, "\"Go\\"', '3.jpg, "###"']
    (pictures / "gt.txt").write_bytes("\r\n".join(rows).encode())
    lines = read_icdar_words(pictures)
    assert [(line.text, line.ignored) for line in lines] == [
        ("Genaxis, Theatre", False),
        ('"Go\\', False),
        ("", True),
    ]
    assert lines[2].source == pictures / "3.jpg"
    assert lines[0].name == f"{pictures / 'gt.txt'}:1"


def test_a_row_of_another_form_is_named(pictures: Path) -> None:
    path = pictures / "gt.txt"
    path.write_text('1.png, "a"\n2.png, b\n', encoding="utf-8")
    assert holds_icdar_words(path)
    with pytest.raises(DamagedInputError, match=r'gt\.txt: row 2 is not like word_1\.png, "text"'):
        read_icdar_words(path)
