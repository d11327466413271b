import json
from pathlib import Path

import pytest

from glyphwright.cli import main
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A card that was read before."""
    lines = []
    for place, text in enumerate(("Ada Brandt", "Brandt GmbH", "ada@brandt.de")):
        box = Box(10, 10 + 40 * place, 10 + 12 * len(text), 40 + 40 * place)
        lines.append(Line((Word(text, box.polygon),), box.polygon))
    path = tmp_path / "card.json"
    path.write_text(Document((Page(1, 400, 200, (Block.around(tuple(lines)),)),)).to_json(), encoding="utf-8")
    return path


def test_what_was_read_before_is_not_read_again(card: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["interpret", "card", str(card)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["organisation"]["value"] == "Brandt GmbH"
    assert told["emails"][0]["value"] == "ada@brandt.de"


def test_several_files_give_a_line_each(card: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = card.with_name("other.json")
    other.write_bytes(card.read_bytes())
    assert main(["interpret", "card", str(card), str(other)]) == 0
    rows = list(map(json.loads, capsys.readouterr().out.splitlines()))
    assert [row["source"] for row in rows] == [str(card), str(other)]


def test_cards_become_vcards(card: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["interpret", "card", str(card), "--format", "vcard"]) == 0
    assert b"FN:Ada Brandt\r\n" in capsysbinary.readouterr().out
    assert main(["interpret", "form", str(card), "--format", "vcard"]) == 1


def test_a_page_is_read_and_interpreted_by_a_template(capsys: pytest.CaptureFixture[str]) -> None:
    template, page = EXAMPLES / "delivery_note.toml", EXAMPLES / "pages" / "delivery_note.png"
    assert main(["interpret", str(template), str(page)]) == 0
    fields = json.loads(capsys.readouterr().out)["fields"]
    assert {name: field["value"] for name, field in fields.items()} == {
        "number": "DN-20418", "delivered": "2026-03-14", "receiver": "Ada Brandt\nElm Road 5\n21035 Bergedorf",
        "first weight": "24.50", "total": "412.80", "sender": "Nordlicht Werkzeuge GmbH",
    }  # fmt: skip


def test_errors_say_what_to_give(card: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{}", encoding="utf-8")
    assert main(["interpret", "letter", str(card)]) == 1
    assert "give receipt, card, form, or a template" in capsys.readouterr().err
    assert main(["interpret", "form", str(damaged), str(card)]) == 2
    printed = capsys.readouterr()
    assert "damaged.json" in printed.err
    assert json.loads(printed.out)["source"] == str(card)
