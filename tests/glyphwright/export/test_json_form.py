import json
from importlib.resources import files

import jsonschema
import pytest

from glyphwright.errors import DamagedInputError
from glyphwright.export import export, read_export
from glyphwright.page import Block, Document, Page

SCHEMA = files("glyphwright.export").joinpath("document.schema.json")


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_what_is_written_follows_the_published_schema(
    small_document: Document, validator: jsonschema.Draft202012Validator
) -> None:
    validator.validate(json.loads(export(small_document, "json")))


def test_the_schema_demands_every_field_and_allows_no_other(
    small_document: Document, validator: jsonschema.Draft202012Validator
) -> None:
    data = json.loads(export(small_document, "json"))
    levels = [data, data["pages"][0]]
    levels += [levels[-1]["blocks"][0]]
    levels += [levels[-1]["lines"][0]]
    levels += [levels[-1]["words"][0]]
    levels += [levels[-1]["glyphs"][0]]
    for level in levels:
        for key in list(level):
            value = level.pop(key)
            assert not validator.is_valid(data), f"{key} may be left out"
            level[key] = value
        level["surplus"] = 1
        assert not validator.is_valid(data)
        del level["surplus"]
    assert validator.is_valid(data)


def test_nothing_is_lost(small_document: Document) -> None:
    assert read_export(export(small_document, "json"), "json") == small_document


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"schema_version": 99}', b'{"schema_version": 1}'])
def test_what_is_no_document_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(DamagedInputError, match=r"^the JSON .*\Z"):
        read_export(data, "json")


@pytest.mark.parametrize("cell", [{"row": 0.5, "column": 0}, {"row": 0}, {"row": -1, "column": 0}, {"line": 1}, 7])
def test_a_cell_that_is_none_is_damage(table: Block, cell: object) -> None:
    data = Document((Page(1, 400, 300, (table,)),)).to_dict()
    data["pages"][0]["blocks"][0]["lines"][0]["cell"] = cell
    with pytest.raises(DamagedInputError):
        read_export(json.dumps(data).encode(), "json")


def test_cells_follow_the_published_schema(table: Block, validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(Document((Page(1, 400, 300, (table,)),)).to_dict())
