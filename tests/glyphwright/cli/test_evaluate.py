import json
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner, Result

from glyphwright.cli import evaluate as command
from glyphwright.errors import OptionError
from glyphwright.geometry import Box
from glyphwright.options import ReadOptions
from glyphwright.page import Block, Document, Line, Page, Word
from glyphwright.pipeline import Reader
from glyphwright.stages import LineCrop, PageImage, Reading, Region


class FakeReader:
    def read(self, source: Path, /) -> Document:
        return Document((Page(1, 200, 100, (Block.around((self.read_line(source),)),)),))

    def read_line(self, source: Path, /) -> Line:
        outline = Box(0, 0, 10, 10).polygon
        return Line((Word("Total", outline, 0.8), Word("[5]", outline, 0.6)), outline)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    truth = {f"{index}.png": text for index, text in enumerate(["TOTAL [5]", "Total [5]", "Sum"])}
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    for name in truth:
        Image.new("L", (20, 20)).save(tmp_path / name)
    monkeypatch.setattr(command, "open_reader", lambda options, *, reader, finder: FakeReader())
    return tmp_path


def run(*arguments: object) -> Result:
    app = typer.Typer()
    app.command()(command.evaluate_command)
    return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)


def test_pages_are_measured_and_the_worst_listed(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0
    assert "word F1" in result.stdout
    assert "0.5000" in result.stdout  # three hits, six words read, five true
    assert result.stdout.index("2.png") < result.stdout.index("0.png") < result.stdout.index("1.png")


def test_crops_show_what_was_read_beside_the_truth(folder: Path) -> None:
    result = run(folder, "--line")
    assert "letters and digits alone" in result.stdout
    assert "0.6667" in result.stdout
    assert "Total [5]" in result.stdout


def test_punctuation_can_be_left_out_of_account(folder: Path) -> None:
    result = run(folder, "--line", "--ignore-punctuation", "--ignore-case", "--select", "0*")
    assert "TOTAL 5 │ Total 5" in result.stdout


def test_some_images_alone_are_measured_without_case(folder: Path) -> None:
    result = run(folder, "--select", "0*", "--ignore-case", "--json", folder / "out.json")
    assert result.exit_code == 0
    data = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert (data["images"], data["word_f1"]) == (1, 1.0)


def test_json_on_standard_output_stands_alone(folder: Path) -> None:
    result = run(folder, "--json", "-", "--jobs", "2")
    assert json.loads(result.stdout)["images"] == 3


def test_other_models_can_be_measured(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        command, "open_reader", lambda options, **models: asked.append((options, models)) or FakeReader()
    )
    models = ("--reader", "mine.onnx", "--finder", "line-finder", "--language-model", "mine.npz", "--lexicon", "w.txt")
    run(folder, *models, "--jobs", 1, "--beam", 4)
    options, models = asked[0]
    assert models == {"reader": "mine.onnx", "finder": "line-finder"}
    assert (options.beam, options.language_model, options.lexicon) == (4, "mine.npz", "w.txt")


class FindsTop:
    """Finds one line, at the top of every page."""

    name = "top"

    def find_lines(self, image: PageImage) -> list[Region]:
        return [Region(Box(10, 10, 110, 30).polygon)]


class ReadsTotal:
    name, height = "total", 36

    def read_lines(self, crops: list[LineCrop]) -> list[Reading]:
        text = "Total 5"
        return [Reading(tuple(text), (0.99,) * len(text), tuple((9.0 * i, 9.0 * i + 8) for i in range(7)))] * len(crops)


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pages: all of the first is at the top, of the second half is below."""
    top = {"text": "Total 5", "bbox": [10, 10, 110, 30]}
    truth = {
        "good.png": {"lines": [top], "text": "Total 5"},
        "bad.png": {"lines": [top, {"text": "[Sum] 9", "bbox": [10, 60, 110, 80]}], "text": "Total 5\n[Sum] 9"},
    }
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    for name in truth:
        Image.fromarray(np.full((100, 200), 200, np.uint8)).save(tmp_path / name)
    monkeypatch.setattr(command, "open_finder", lambda finder: FindsTop())
    reader = Reader(FindsTop(), ReadsTotal(), ReadOptions())
    monkeypatch.setattr(command, "open_reader", lambda options, **_: reader)
    return tmp_path


def test_finding_alone_is_measured_and_drawn(pages: Path) -> None:
    drawn = pages / "drawn"
    result = run(pages, "--stage", "detect", "--json", pages / "out.json", "--worst", 1, "--pictures", drawn)
    assert result.exit_code == 0
    assert "reachable word F1" in result.stdout
    data = json.loads((pages / "out.json").read_text(encoding="utf-8"))
    assert data["finder"] == "top"
    assert (data["true_words"], data["words"]["found"], data["words"]["missed"]) == (6, 4, 2)
    assert data["iou_50"] == {"recall": 0.6667, "precision": 1.0, "h_mean": 0.8}
    assert [path.name for path in drawn.iterdir()] == ["001-bad.png"]


def test_the_shares_of_all_stages_are_printed(pages: Path) -> None:
    result = run(pages, "--stage", "all", "--json", pages / "out.json")
    assert result.exit_code == 0
    assert "missed, cut, merged" in result.stdout
    shares = json.loads((pages / "out.json").read_text(encoding="utf-8"))["reading_order"]
    assert shares == {"total": 0.3333, "finding": 0.3333, "false_lines": 0.0, "order": 0.0, "reading": 0.0}


def test_reading_order_is_measured_and_drawn_of_other_programs_too(pages: Path) -> None:
    theirs = pages / "theirs"
    theirs.mkdir()
    texts = {"good": ("Total", "5"), "bad": ("5", "Total")}
    for name, (first, second) in texts.items():
        places = {"Total": Box(10, 10, 80, 30).polygon, "5": Box(90, 10, 110, 30).polygon}
        line = Line((Word(first, places[first]), Word(second, places[second])), Box(10, 10, 110, 30).polygon)
        (theirs / f"{name}.json").write_text(Document((Page(1, 200, 100, (Block.around((line,)),)),)).to_json())
    stage = ("--stage", "order", "--worst", 1, "--pictures", pages / "drawn")
    result = run(pages, *stage, "--results", theirs, "--json", pages / "out.json")
    assert result.exit_code == 0
    assert "Kendall" in result.stdout
    assert [path.name for path in (pages / "drawn").iterdir()] == ["001-bad.png"]
    means = json.loads((pages / "out.json").read_text(encoding="utf-8"))["means"]
    assert means["all"] == {"pages": 2, "distance": 0.5, "tau": 0.0, "compared": 0.6667}
    run(pages, "--stage", "order", "--json", pages / "ours.json")
    ours = json.loads((pages / "ours.json").read_text(encoding="utf-8"))["means"]["all"]
    assert (ours["distance"], ours["tau"]) == (0.0, 1.0)


def test_options_that_do_not_go_together_are_refused(pages: Path) -> None:
    with pytest.raises(OptionError, match="--stage detect"):
        run(pages, "--pictures", pages / "drawn")
    with pytest.raises(OptionError, match="nothing to find"):
        run(pages, "--stage", "detect", "--line")
    with pytest.raises(OptionError, match="read already"):
        run(pages, "--stage", "all", "--results", pages)
    with pytest.raises(OptionError, match="give --line with it"):
        run(pages, "--ignore-punctuation")


def test_what_another_program_read_is_measured(folder: Path) -> None:
    results = folder / "theirs"
    results.mkdir()
    for index, text in enumerate(["TOTAL [5]", "Total 5", "Sum"]):
        (results / f"{index}.txt").write_text(text, encoding="utf-8")
    result = run(folder, "--results", results, "--json", folder / "out.json")
    assert "seconds" not in result.stdout
    assert "seconds" in run(folder).stdout
    data = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert {entry["name"]: entry["word_f1"] for entry in data["results"]} == {"0.png": 1.0, "1.png": 0.5, "2.png": 1.0}
