from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from glyphwright.errors import FileAccessError, OptionError
from glyphwright.interpret import load_template, read_by_template
from glyphwright.interpret.template import parse_template
from glyphwright.page import Document

Set = Callable[..., Document]

NOTE = (
    "{2}NORDLICHT GmbH",
    "N0te numbor:|DN-2O418|Ship to",
    "Delivered on|14.03.2026|Ada Brandt",
    "||Kiel",
    "Weight|Pieces",
    "24.50 kg|3",
    "Total|EUR 412.80",
    "Total|EUR 500.00",
)


def read(document: object, *fields: str) -> dict[str, object]:
    template = parse_template("\n".join(f"[[field]]\n{field}" for field in fields))
    return {name: field.value for name, field in read_by_template(document, template).fields.items()}  # type: ignore[arg-type]


def test_values_are_found_from_their_anchors(set_rows: Set) -> None:
    found = read(
        set_rows(*NOTE),
        'name = "number"\nanchor = "Note number"\nedits = 2\ntype = "code"',
        'name = "day"\nanchor = "Delivered on"\ntype = "date"',
        'name = "receiver"\nanchor_regex = "ship\\\\s*to"\nwhere = "below"\nrows = 2',
        'name = "weight"\nanchor = "Weight"\nwhere = "below"\ntype = "number"',
        'name = "second"\nanchor = "Total"\nwhich = 2\ntype = "amount"',
        'name = "digits"\nanchor = "Note number"\nedits = 2\npattern = "-(\\\\w+)"',
        'name = "beside"\nanchor = "Pieces"\nwhere = "box"\nbox = [-0.5, 1.0, 5.0, 3.0]',
        'name = "head"\nwhere = "page"\nbox = [0, 0, 1, 0.14]',
    )
    assert found == {
        "number": "DN-2O418", "day": date(2026, 3, 14), "receiver": "Ada Brandt\nKiel", "weight": Decimal("24.50"),
        "second": Decimal("500.00"), "digits": "2O418", "beside": "3", "head": "NORDLICHT GmbH",
    }  # fmt: skip


def test_a_number_stands_behind_words_with_letters_that_look_like_digits(set_rows: Set) -> None:
    rows = set_rows("Pieces|about 12 in all", "Weight|l,5 kg")
    fields = [f'name = "{name}"\nanchor = "{name}"\ntype = "number"' for name in ("pieces", "weight")]
    assert read(rows, *fields) == {"pieces": Decimal(12), "weight": Decimal("1.5")}


def test_what_is_not_there_is_left_out(set_rows: Set) -> None:
    assert read(set_rows(*NOTE), 'name = "a"\nanchor = "Invoice"', 'name = "b"\nanchor = "Total"\npattern = "X+"') == {}
    assert (
        read(set_rows(*NOTE), 'name = "c"\nanchor = "Note number"', 'name = "d"\nanchor = "Ship to"\ntype = "date"')
        == {}
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'name = "x"\n[[field]]\nname = "a"\nanchor = "b"\n\ntype = "int"',
            "t.toml, line 6: type is 'int': choose one of",
        ),
        ('[[field]]\nname = "a"\nanchor = "b"\n[[field]]\nname = "c"\nanker = "d"', "line 6: 'anker' is no key"),
        ('[[field]]\nname = "a"\nanchor = "b"\npattern = "("', "line 4: pattern is no regular expression"),
        ('[[field]]\nname = "a"\nanchor = "b"\nedits = "two"', "line 4: edits is 'two', where a value of type int"),
        ('[[field]]\nname = "a"\nanchor = "b"\nwhich = 0', "line 4: which is 0: give 1 or more"),
        ('[[field]]\nname = "a"\nanchor = "b"\nwhere = "box"', "line 4: box = "),
        ('[[field]]\nname = "a"\nwhere = "page"\nbox = [1, 0, 0, 1]', "line 4: box is"),
        ('[[field]]\nname = "a"', "line 2: the field 'a' needs an anchor"),
        ('\n[[field]]\nanchor = "b"', "line 2: the field has no name"),
        ('titel = "x"\n[[field]]', "line 1: 'titel' is no key of a template"),
        ('[[field]]\nname = = "a"', "is not TOML: .* line 2"),
        ('name = "x"', "line 1: .* has no fields"),
        ('[[field]]\nname = "a"\nbox = [1, 2', "line 3: is not TOML"),
        ('field = "x"', "has no fields"),
    ],
)
def test_faults_of_a_template_name_their_line(text: str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        parse_template(text, source="t.toml")


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match=r"none\.toml"):
        load_template(tmp_path / "none.toml")
