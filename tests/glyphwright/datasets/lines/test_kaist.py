from pathlib import Path

import pytest

from glyphwright.datasets.lines.kaist import holds_kaist, read_kaist
from glyphwright.errors import DamagedInputError, FileAccessError
from glyphwright.geometry import Box

KAIST = """<?xml version="1.0" encoding="utf-8"?>
<images><image><imageName>{image}</imageName><resolution x="120" y="60"/><words>
<word x="5" y="6" width="60" height="20">
<character x="5" y="6" width="30" height="20" char="한"/>
<character x="35" y="6" width="30" height="20" char="글"/>
</word>
<word x="70" y="6" width="{width}" height="20"/></words></image></images>"""


def write(folder: Path, image: str = "1.PNG", width: str = "30") -> None:
    (folder / "1.xml").write_text(KAIST.format(image=image, width=width), encoding="utf-8")


@pytest.mark.parametrize("image", ["1.PNG", "DSC02306.JPG"])
def test_words_are_made_of_their_characters(pictures: Path, image: str) -> None:
    write(pictures, image)
    lines = read_kaist(pictures.parent)
    assert holds_kaist(pictures.parent)
    assert [(line.text, line.ignored) for line in lines] == [("한글", False), ("", True)]
    assert lines[0].polygon == Box(5, 6, 65, 26).polygon
    assert lines[0].source == pictures / "1.png"


def test_a_box_that_is_wrong_is_named(pictures: Path) -> None:
    write(pictures, width="wide")
    with pytest.raises(DamagedInputError, match=r"1\.xml: word 2 lacks something"):
        read_kaist(pictures)


def test_a_folder_without_xml_is_named(pictures: Path) -> None:
    assert not holds_kaist(pictures)
    with pytest.raises(FileAccessError, match="has no XML files"):
        read_kaist(pictures)
