import pytest

from glyphwright.errors import DamagedInputError
from glyphwright.export import export, read_export
from glyphwright.page import Document

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"

# As `tesseract two.tif - tsv` prints it, version 5.3.0.
TESSERACT = f"""{HEADER}
1\t1\t0\t0\t0\t0\t0\t0\t2067\t2924\t-1\t
2\t1\t1\t0\t0\t0\t536\t569\t718\t115\t-1\t
3\t1\t1\t1\t0\t0\t536\t569\t718\t115\t-1\t
4\t1\t1\t1\t1\t0\t536\t569\t304\t32\t-1\t
5\t1\t1\t1\t1\t1\t536\t569\t304\t32\t89.308693\tbegin
4\t1\t1\t1\t2\t0\t540\t610\t714\t32\t-1\t
5\t1\t1\t1\t2\t1\t540\t610\t64\t27\t91.117111\t(250
5\t1\t1\t1\t2\t2\t624\t613\t71\t21\t91.179909\t"hitz"
3\t1\t1\t2\t0\t0\t536\t735\t345\t31\t-1\t
4\t1\t1\t2\t1\t0\t536\t735\t345\t31\t-1\t
5\t1\t1\t2\t1\t1\t536\t735\t345\t31\t85.000000\tend
1\t2\t0\t0\t0\t0\t0\t0\t2067\t2924\t-1\t
"""


def test_every_level_has_its_row_as_tesseract_prints_it(small_document: Document) -> None:
    rows = export(small_document, "tsv").decode().split("\n")
    assert rows == [
        HEADER,
        "1\t1\t0\t0\t0\t0\t0\t0\t400\t300\t-1\t",
        "2\t1\t1\t0\t0\t0\t100\t50\t110\t40\t-1\t",
        "3\t1\t1\t1\t0\t0\t100\t50\t110\t40\t-1\t",
        "4\t1\t1\t1\t1\t0\t100\t50\t110\t40\t-1\t",
        "5\t1\t1\t1\t1\t1\t100\t50\t40\t40\t89.100000\tAb",
        "5\t1\t1\t1\t1\t2\t150\t50\t60\t40\t50.000000\t<&>",
        "2\t1\t2\t0\t0\t0\t96\t120\t204\t60\t-1\t",
        "3\t1\t2\t1\t0\t0\t96\t120\t204\t60\t-1\t",
        "4\t1\t2\t1\t1\t0\t96\t120\t204\t60\t-1\t",
        "5\t1\t2\t1\t1\t1\t96\t120\t204\t60\t25.000000\tодин",
        "1\t2\t0\t0\t0\t0\t0\t0\t400\t300\t-1\t",
        "",
    ]


def test_a_table_of_tesseract_is_read() -> None:
    first, second = read_export(TESSERACT.encode(), "tsv").pages
    assert (first.width, first.height, second.number, second.blocks) == (2067, 2924, 2, ())
    assert [line.text for line in first.lines] == ["begin", '(250 "hitz"', "end"]
    assert len(first.blocks) == 1
    words = list(first.words)
    assert words[1].confidence == pytest.approx(0.91117111)
    assert (words[2].box.left, words[2].box.bottom) == (624, 634)


@pytest.mark.parametrize(
    "table",
    ["", "level\tconf\n", f"{HEADER}\n5\t1\t1\t1\t1\t1\t0\t0\t1\t1\t90\tx\n", f"{HEADER}\n1\t1\tx\n", "\ufffd\udcff"],
)
def test_what_is_no_such_table_is_refused(table: str) -> None:
    with pytest.raises(DamagedInputError, match="Tesseract"):
        read_export(table.encode(errors="surrogateescape"), "tsv")
