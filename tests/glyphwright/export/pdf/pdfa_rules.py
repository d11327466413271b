"""Rules of ISO 19005-2 (PDF/A-2, level B) that a file can be seen to break, checked with pikepdf, strictly.

It knows what searchable PDFs of ours can hold, and denies what it does not know. Numbers are those of the clauses.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from lxml import etree

_FORBIDDEN_ACTIONS = {
    "/Launch",
    "/Sound",
    "/Movie",
    "/ResetForm",
    "/ImportData",
    "/Hide",
    "/SetOCGState",
    "/JavaScript",
}
_FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JPXDecode", "/ASCIIHexDecode", "/ASCII85Decode"}
_ID = "{http://www.aiim.org/pdfa/ns/id/}"
_PRODUCER = "{http://ns.adobe.com/pdf/1.3/}Producer"


def breaches(data: bytes) -> list[str]:
    """The clauses that a file breaks, each with a word of what is wrong; none for a file that conforms."""
    found = []
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", data):
        found.append("6.1.2 header")
    if not re.search(rb"%%EOF\r?\n?\Z", data):
        found.append("6.1.3 data behind the end")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found += _of_the_file(pdf)
        for value in pdf.objects:
            if isinstance(value, pikepdf.Stream):
                found += _of_a_stream(value)
            if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
                found += _of_a_dictionary(value)
        for page in pdf.pages:
            found += _of_a_page(page)
    return found


def _of_the_file(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "6.1.3 encryption"
    if len(pdf.trailer.get("/ID", [])) != 2 or any(not bytes(part) for part in pdf.trailer.ID):
        yield "6.1.3 no file identifier"
    names = pdf.Root.get("/Names", {})
    if "/AA" in pdf.Root or "/NeedsRendering" in pdf.Root or "/JavaScript" in names or "/EmbeddedFiles" in names:
        yield "6.5, 6.8, 6.10 entries of the catalogue"
    intents = [intent for intent in pdf.Root.get("/OutputIntents", []) if intent.S == "/GTS_PDFA1"]
    profiles = [intent.DestOutputProfile.read_bytes() for intent in intents]
    if len(profiles) != 1 or profiles[0][16:20] != b"RGB " or profiles[0][12:16] not in (b"mntr", b"prtr"):
        yield "6.2.3 output intent"
    elif profiles[0][36:40] != b"acsp" or int.from_bytes(profiles[0][:4], "big") != len(profiles[0]):
        yield "6.2.3 damaged profile"
    yield from _of_the_metadata(pdf)


def _of_the_metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    metadata = pdf.Root.get("/Metadata")
    if not isinstance(metadata, pikepdf.Stream) or "/Filter" in metadata or metadata.get("/Subtype") != "/XML":
        yield "6.6.2.1 metadata"
        return
    root = etree.fromstring(metadata.read_bytes())
    told = {element.tag: element.text for element in root.iter(etree.Element)}
    if (told.get(f"{_ID}part"), told.get(f"{_ID}conformance")) != ("2", "B"):
        yield "6.6.4 says not PDF/A-2b"
    if told.get(_PRODUCER) != str(pdf.docinfo.get("/Producer")) or set(pdf.docinfo) != {"/Producer"}:
        yield "6.6.3 metadata and document information differ"


def _of_a_stream(stream: pikepdf.Stream) -> Iterator[str]:
    if {"/F", "/FFilter", "/FDecodeParms"} & set(stream.keys()):
        yield "6.1.7.1 external stream"
    given = stream.get("/Filter", pikepdf.Array())
    for name in given if isinstance(given, pikepdf.Array) else [given]:
        if str(name) not in _FILTERS:
            yield f"6.1.7.2 filter {name}"
    if stream.get("/Subtype") == "/Image":
        if stream.get("/Interpolate", False) or {"/Alternates", "/OPI"} & set(stream.keys()):
            yield "6.2.8 image"
        yield from _of_a_colour_space(stream.get("/ColorSpace"))
    elif stream.get("/Subtype") == "/PS" or "/Ref" in stream:
        yield "6.2.9 PostScript or reference XObject"


def _of_a_colour_space(space: Any) -> Iterator[str]:
    name = str(space[0]) if isinstance(space, pikepdf.Array) else str(space)
    if name == "/Indexed":
        yield from _of_a_colour_space(space[1])
    elif name == "/ICCBased":
        kind = {1: b"GRAY", 3: b"RGB "}.get(int(space[1].N))
        if space[1].read_bytes()[16:20] != kind:
            yield "6.2.4.2 profile of other channels"
    elif name not in ("/DeviceRGB", "/DeviceGray"):
        yield f"6.2.4 colours in {name}"


def _of_a_dictionary(entries: Any) -> Iterator[str]:
    if str(entries.get("/S")) in _FORBIDDEN_ACTIONS:
        yield f"6.5.1 action {entries.S}"
    if entries.get("/Type") == "/Font":
        kind = str(entries.get("/Subtype"))
        if kind == "/CIDFontType2":
            if not isinstance(entries.FontDescriptor.get("/FontFile2"), pikepdf.Stream):
                yield "6.2.11.4.1 font not embedded"
            if "/CIDToGIDMap" not in entries:
                yield "6.2.11.3.2 no CIDToGIDMap"
        elif kind != "/Type0" or entries.Encoding != "/Identity-H":
            yield f"6.2.11 font of kind {kind}"


def _of_a_page(page: pikepdf.Page) -> Iterator[str]:
    if "/AA" in page.obj or "/PresSteps" in page.obj or "/Annots" in page.obj:
        yield "6.3, 6.5, 6.10 entries of a page"
    if "/Resources" not in page.obj:
        yield "6.2.2 resources not its own"
    if not all(3 <= float(page.mediabox[i + 2]) - float(page.mediabox[i]) <= 14_400 for i in (0, 1)):
        yield "6.1.13 size of a page"
    depth = 0
    for step in pikepdf.parse_content_stream(page):
        depth += (str(step.operator) == "q") - (str(step.operator) == "Q")
        if str(step.operator) in ("gs", "sh", "ri", "cs", "CS", "k", "K") or not 0 <= depth <= 28:
            yield f"6.2 operator {step.operator}"
