import json
from pathlib import Path

import pytest

from glyphwright.datasets.lines.label_txt import holds_label_txt, read_label_txt
from glyphwright.datasets.lines.path_list import holds_path_list
from glyphwright.errors import DamagedInputError
from glyphwright.geometry import Polygon

POINTS = [[1, 1], [30, 2], [30, 12], [1, 11]]


def entry(text: str, **more: object) -> dict[str, object]:
    return {"transcription": text, "points": POINTS, **more}


def test_lines_that_are_difficult_or_marked_are_to_be_ignored(pictures: Path) -> None:
    entries = [entry('tab\t"and" more'), entry("###"), entry("faint", difficult=True), entry("é", difficult=False)]
    path = pictures / "Label.txt"
    path.write_bytes(f"\ufeffdata/1.png\t{json.dumps(entries)}\r\n2.png\t[]\r\n".encode())
    lines = read_label_txt(pictures)
    assert [(line.text, line.ignored) for line in lines] == [
        ('tab\t"and" more', False),
        ("", True),
        ("faint", True),
        ("é", False),
    ]
    assert lines[0].polygon == Polygon(((1, 1), (30, 2), (30, 12), (1, 11)))
    assert (lines[0].source, lines[3].name) == (pictures / "1.png", f"{path}:1#4")


@pytest.mark.parametrize(
    "row",
    [
        "2.png",
        "2.png\t[{]",
        '2.png\t["a"]',
        '2.png\t[{"points": [[0, 0], [1, 0], [1, 1]]}]',
        '2.png\t[{"transcription": 7, "points": [[0, 0], [1, 0], [1, 1]]}]',
        '2.png\t[{"transcription": "a", "points": [[0, 0], [1, NaN], [1, 1]]}]',
    ],
)
def test_a_row_of_another_form_is_named(pictures: Path, row: str) -> None:
    path = pictures / "Label.txt"
    path.write_text(f"1.png\t[{json.dumps(entry('a'))}]\n{row}\n", encoding="utf-8")
    assert holds_label_txt(path)
    with pytest.raises(DamagedInputError, match=r"Label\.txt: row 2 is not a path, a tab and a list"):
        read_label_txt(path)


def test_texts_that_look_like_json_do_not_make_a_list_one(pictures: Path) -> None:
    path = pictures / "gt.txt"
    for text, is_one in (("1.png\t[{]\n", False), ("1.png\t[]\n", False), ('1.png\t[]\n2.png\t[{"a": 1}]\n', True)):
        path.write_text(text, encoding="utf-8")
        assert holds_label_txt(path) == is_one
        assert holds_path_list(path) != is_one
