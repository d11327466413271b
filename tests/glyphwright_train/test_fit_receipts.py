import json
from pathlib import Path

import pytest
from PIL import Image

from glyphwright.geometry import Box
from glyphwright.interpret.choice import choose
from glyphwright.page import Block, Document, Line, Page, Word
from glyphwright_train.fit_receipts import candidates_of, fit, held_out, main

KEYS = {"company": "{shop} SDN BHD", "date": "2018-01-0{n}", "address": "NO. {n}, JALAN ANGSA", "total": "{n}.50"}
ROWS = ("{shop} SDN BHD", "NO. {n}, JALAN ANGSA", "DATE 0{n}/01/2018", "NAILS 0.25", "TOTAL {n}.50", "CASH 20.00")


def receipt(n: int) -> tuple[Document, dict[str, str]]:
    filling = {"n": n, "shop": f"SHOP{'ABCDEFGHI'[n]}"}
    lines = []
    for place, text in enumerate(ROWS):
        words, x = [], 10.0
        for word in text.format(**filling).split():
            words.append(Word(word, Box(x, 30 * place, x + 9 * len(word), 30 * place + 20).polygon))
            x += 9 * len(word) + 8
        lines.append(Line(tuple(words), Box(10, 30 * place, x - 8, 30 * place + 20).polygon))
    page = Page(1, 400, 220, (Block.around(tuple(lines)),))
    return Document((page,)), {key: text.format(**filling) for key, text in KEYS.items()}


def test_weights_learnt_from_some_receipts_choose_rightly_on_another() -> None:
    weights = fit([receipt(n) for n in range(1, 7)])
    document, keys = receipt(8)
    for key, candidates in candidates_of(document).items():
        field = choose(candidates, weights[key], least=0.5)
        assert field is not None
        assert str(field.value) == keys[key]


def test_a_receipt_without_a_key_teaches_to_find_none() -> None:
    documents = [receipt(n) for n in range(1, 7)]
    weights = fit([(document, {**keys, "date": ""}) for document, keys in documents])
    assert choose(candidates_of(receipt(8)[0])["date"], weights["date"], least=0.5) is None


def test_companies_are_understood_that_were_not_learnt_from() -> None:
    documents = [receipt(n) for n in range(1, 9)]
    assert held_out(documents, folds=3) == [keys for _, keys in documents]


def test_weights_are_written_from_a_folder_and_what_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth, keys = {}, {}
    for n in (1, 2, 3):
        document, keys[f"{n}.png"] = receipt(n)
        Image.new("L", (400, 220), 255).save(tmp_path / f"{n}.png")
        lines = [
            {"text": line.text, "bbox": [line.box.left, line.box.top, line.box.right, line.box.bottom]}
            for line in document.pages[0].lines
        ]
        truth[f"{n}.png"] = {"lines": lines}
        (tmp_path / f"{n}.json").write_text(document.to_json(), encoding="utf-8")
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    (tmp_path / "keys.json").write_text(json.dumps(keys), encoding="utf-8")
    out = tmp_path / "weights.json"
    main(
        [
            str(tmp_path),
            "--keys",
            str(tmp_path / "keys.json"),
            "--readings",
            str(tmp_path),
            "--folds",
            "2",
            "-o",
            str(out),
        ]
    )
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == "6 documents learnt from"
    assert len(printed) == 1 + 2 * len(KEYS)
    assert json.loads(out.read_text("utf-8")).keys() == KEYS.keys()


def test_weights_are_learnt_from_drawn_receipts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "weights.json"
    main(["--drawn", "6", "--seed", "3", "-o", str(out)])
    assert capsys.readouterr().out == "12 documents learnt from\n"
    assert json.loads(out.read_text("utf-8"))["total"]["largest"] > 0


@pytest.mark.parametrize("arguments", [[], ["folder"], ["folder", "--keys", "k.json", "--drawn", "5"]])
def test_receipts_are_either_drawn_or_given(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        main([*arguments, "-o", "weights.json"])
