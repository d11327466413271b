from pathlib import Path

import pytest

from glyphwright.datasets.lines import LabelledLine
from glyphwright.datasets.lines.icdar_scenes import holds_icdar, read_icdar, write_icdar
from glyphwright.errors import DamagedInputError, OutputError
from glyphwright.geometry import Box, Polygon


def test_rows_of_2015_have_four_corners_and_marks_of_windows(pictures: Path) -> None:
    rows = "\ufeff10,12,60,10,62,30,11,32,Genaxis, Theatre\r\n5,5,9,5,9,9,5,9,###\r\n1,1,9,1,9,9,1,9,\r\n"
    (pictures / "gt_1.txt").write_bytes(rows.encode())
    (pictures / "gt_2.txt").touch()
    lines = read_icdar(pictures)
    assert [(line.text, line.ignored) for line in lines] == [("Genaxis, Theatre", False), ("", True), ("", False)]
    assert lines[0].polygon == Polygon(((10, 12), (60, 10), (62, 30), (11, 32)))
    assert {line.source for line in lines} == {pictures / "1.png"}
    assert lines[1].name == f"{pictures / 'gt_1.txt'}:2"
    assert read_icdar(pictures / "gt_1.txt") == lines


@pytest.mark.parametrize("row", ['38, 43, 92, 55, "Tired, \\"ness\\""', '38 43 92 55 "Tired, \\"ness\\""'])
def test_rows_of_2013_have_a_box_and_quotes(pictures: Path, row: str) -> None:
    (pictures / "gt_1.txt").write_text(row + "\n", encoding="utf-8")
    assert holds_icdar(pictures)
    (line,) = read_icdar(pictures)
    assert (line.text, line.polygon) == ('Tired, "ness"', Box(38, 43, 92, 55).polygon)


def test_texts_and_pictures_may_lie_in_folders_of_their_own(pictures: Path) -> None:
    (pictures / "gt").mkdir()
    (pictures / "gt" / "gt_3.txt").write_text("1,1,9,1,9,9,1,9,a\n", encoding="utf-8")
    (pictures / "gt" / "readme.txt").write_text("about this set\n", encoding="utf-8")
    (line,) = read_icdar(pictures)
    assert line.source == pictures / "3.jpg"


@pytest.mark.parametrize("row", ["1,2,3,4,5,6,7,text", "a,b,c,d,e,f,g,h,text", "9,9,1,1,text", '9,9,1,1,"text"'])
def test_a_row_of_another_form_is_named(pictures: Path, row: str) -> None:
    (pictures / "gt_1.txt").write_text(f"1,1,9,1,9,9,1,9,a\n{row}\n", encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"gt_1\.txt: row 2: "):
        read_icdar(pictures)


def test_a_text_that_means_unreadable_is_refused(pictures: Path) -> None:
    with pytest.raises(OutputError, match="a: its text is ###"):
        write_icdar([LabelledLine("a", "###", pictures / "1.png")], pictures / "out")
