from pathlib import Path

import pytest

from glyphwright.datasets.lines.xml_files import parse_xml, root_name
from glyphwright.errors import DamagedInputError

ENTITY = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'


def test_entities_are_refused_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(ENTITY, encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"a\.xml: declares entities"):
        parse_xml(path)


@pytest.mark.parametrize("content", ["", "<a>", "<a></b>", "\x00", '<?xml version="1.0" encoding="none"?><a/>'])
def test_what_is_not_well_formed_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DamagedInputError, match=r"a\.xml: is not well-formed XML"):
        parse_xml(path)


@pytest.mark.parametrize(
    ("content", "name"),
    [('<?xml version="1.0"?><PcGts xmlns="urn:x"><a>', "pcgts"), ("no xml", ""), ("", ""), (ENTITY, "a")],
)
def test_the_root_is_known_from_the_beginning_of_a_file(tmp_path: Path, content: str, name: str) -> None:
    (tmp_path / "a.xml").write_text(content, encoding="utf-8")
    assert root_name(tmp_path / "a.xml") == name
    assert root_name(tmp_path) == ""
