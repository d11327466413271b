"""An XML file → its root, with nothing fetched and no entity replaced."""

from pathlib import Path
from typing import Any

from glyphwright.datasets.pictures import read_bytes
from glyphwright.errors import DamagedInputError

_HEAD_BYTES = 4096


def parse_xml(path: Path) -> Any:
    """The root element of lxml.

    Raises FileAccessError where it cannot be read and DamagedInputError where it is not well-formed, or declares
    entities of its own.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(read_bytes(path), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedInputError(f"{path}: is not well-formed XML ({error}): mend it or take it away") from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise DamagedInputError(f"{path}: declares entities, which are not replaced here: write the characters")
    return root


def root_name(path: Path) -> str:
    """The name of the root element without its namespace, in small letters; "" where there is none.

    From the beginning of the file alone, which may be of any kind and damaged further on.
    """
    from lxml import etree

    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    try:
        with path.open("rb") as stream:
            parser.feed(stream.read(_HEAD_BYTES))
        for _, element in parser.read_events():
            return str(etree.QName(element).localname).lower()
    except (OSError, ValueError, etree.XMLSyntaxError):
        pass
    return ""
