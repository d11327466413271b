import json
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner, Result

from glyphwright.cli import evaluate as command
from glyphwright.geometry import Box
from glyphwright.page import Block, Document, Line, Page, Word


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
    monkeypatch.setattr(command, "open_reader", lambda *, threads, reader, finder: FakeReader())
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
    monkeypatch.setattr(command, "open_reader", lambda **models: asked.append(models) or FakeReader())
    run(folder, "--reader", "mine.onnx", "--finder", "line-finder", "--jobs", 1)
    assert (asked[0]["reader"], asked[0]["finder"]) == ("mine.onnx", "line-finder")
