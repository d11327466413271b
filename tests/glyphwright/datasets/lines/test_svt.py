from pathlib import Path

import pytest

from glyphwright.datasets.lines.svt import holds_svt, read_svt
from glyphwright.errors import DamagedInputError, FileAccessError
from glyphwright.geometry import Box

SVT = """<?xml version="1.0" encoding="utf-8"?>
<tagset><image><imageName>img/1.png</imageName><address>Living Room &amp; Bar</address><lex>LIVING,ROOM</lex>
<Resolution x="120" y="60"/><taggedRectangles>
<taggedRectangle height="20" width="30" x="5" y="6"><tag>LIVING</tag></taggedRectangle>
<taggedRectangle height="20" width="30" x="40" y="6">{tag}</taggedRectangle>
</taggedRectangles></image></tagset>"""


def test_words_of_both_parts_are_read_with_their_boxes(pictures: Path) -> None:
    for name in ("train.xml", "test.xml"):
        (pictures / name).write_text(SVT.format(tag="<tag>ROOM</tag>"), encoding="utf-8")
    lines = read_svt(pictures)
    assert [line.text for line in lines] == ["LIVING", "ROOM"] * 2
    assert lines[1].polygon == Box(40, 6, 70, 26).polygon
    assert lines[0].source == pictures / "1.png"
    assert [line.name for line in read_svt(pictures / "test.xml")] == [f"{pictures}/test.xml#{n}" for n in (1, 2)]


def test_a_word_without_a_text_is_named(pictures: Path) -> None:
    (pictures / "test.xml").write_text(SVT.format(tag=""), encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"test\.xml: after word 2 something is missing or wrong \(no tag\)"):
        read_svt(pictures)


def test_other_xml_is_not_taken(pictures: Path) -> None:
    (pictures / "train.xml").write_text("<images/>", encoding="utf-8")
    assert not holds_svt(pictures)
    with pytest.raises(FileAccessError, match=r"has no train\.xml or test\.xml"):
        read_svt(pictures)
