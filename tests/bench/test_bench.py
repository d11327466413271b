import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import engines, run
from bench.report import embed, embedded, newest_results, table
from bench.workers import EngineFailedError, EngineSpec, Way, Worker, pages_a_minute
from glyphwright.datasets import Sample
from glyphwright.errors import OutputError

FAKE = """
import sys
sys.path.insert(0, sys.argv[1])
from bench import engines

class Fake:
    version = "1.0"
    def __init__(self):
        if {missing!r}:
            raise engines.EngineMissingError("not installed")
    def read(self, image, *, line):
        if image.endswith("bad.png"):
            raise SystemExit(3)
        return {text!r} + (" line" if line else "")
    def peak_mb(self):
        return 12.5

engines.serve(Fake, sys.stdin, sys.stdout)
"""
ROOT = str(Path(engines.__file__).parents[1])
SAMPLES = (Sample(Path("a.png"), "one two"), Sample(Path("b.png"), "one"), Sample(Path("c.png"), "TWO"))


def fake(tmp_path: Path, name: str, text: str = "", *, missing: bool = False) -> EngineSpec:
    script = tmp_path / f"{name}.py"
    script.write_text(FAKE.format(text=text, missing=missing), encoding="utf-8")
    return EngineSpec(name, (sys.executable, str(script), ROOT), 1, (Way(2, 1), Way(1, 2)))


def test_engines_are_scored_on_the_same_pages_and_missing_ones_named(tmp_path: Path) -> None:
    specs = [fake(tmp_path, "first", "one two"), fake(tmp_path, "second", "two"), fake(tmp_path, "third", missing=True)]
    result = run.compare(specs, run.Task("set", SAMPLES))
    assert result["missing"] == {"third": "not installed"}
    first, second = result["engines"]["first"], result["engines"]["second"]
    assert (first["version"], first["peak_mb"]) == ("1.0", 12.5)
    assert first["word_f1"] == round(2 * 3 / (6 + 4), 4)
    assert second["word_f1"] == round(2 * 1 / (3 + 4), 4)
    assert first["exact"] == round(1 / 3, 4)
    assert [page["first"][0] for page in result["pages"]] == [1.0, 0.6667, 0.0]
    assert all(page["second"][2] >= 0 for page in result["pages"])


def test_case_is_ignored_and_crops_are_read_as_lines_on_request(tmp_path: Path) -> None:
    task = run.Task("set", (Sample(Path("c.png"), "TWO LINE"),), line=True, ignore_case=True)
    result = run.compare([fake(tmp_path, "only", "two")], task)
    assert result["engines"]["only"]["word_f1"] == 1
    assert result["engines"]["only"]["letters"] == 1


def test_many_pages_are_read_in_every_way(tmp_path: Path) -> None:
    rates = run.throughput([fake(tmp_path, "only", "two")], run.Task("set", SAMPLES * 5), limit=10)
    assert set(rates["only"]) == {"2×1", "1×2"}
    assert all(rate > 0 for rate in rates["only"].values())


def test_an_engine_that_dies_is_reported_with_its_exit_code(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spec = fake(tmp_path, "weak")
    with Worker(spec, 1) as worker, pytest.raises(EngineFailedError, match="weak ended with exit code 3"):
        worker.read(Path("bad.png"), line=False)
    with pytest.raises(EngineFailedError, match="weak ended"):
        pages_a_minute(spec, Way(1, 1), [Path("good.png"), Path("bad.png"), Path("good.png")], line=False)


def test_an_engine_answers_each_request_with_text_seconds_and_memory() -> None:
    class Echo:
        version = "2"

        def read(self, image: str, *, line: bool) -> str:
            return f"{image} {line}"

        def peak_mb(self) -> float:
            return engines.own_peak_mb()

    requests = io.StringIO('{"image": "a", "line": false}\n{"image": "b", "line": true}\n')
    answers = io.StringIO()
    engines.serve(Echo, requests, answers)
    greeting, first, second = map(json.loads, answers.getvalue().splitlines())
    assert greeting == {"version": "2"}
    assert (first["text"], second["text"]) == ("a False", "b True")
    assert first["seconds"] >= 0
    assert 1 < first["peak_mb"] < 100_000


def test_an_engine_without_its_program_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answers = io.StringIO()
    engines.serve(lambda: engines.Tesseract(1, "eng"), io.StringIO(), answers)
    assert "install tesseract-ocr" in json.loads(answers.getvalue())["missing"]


def test_boxes_on_one_height_are_joined_from_left_to_right() -> None:
    def box(left: float, top: float, height: float = 10) -> list[list[float]]:
        return [[left, top], [left + 50, top], [left + 50, top + height], [left, top + height]]

    boxes = [box(100, 2), box(0, 0), box(0, 13), box(200, 12, 14), box(300, 4)]
    assert engines.join_lines(boxes, ["b", "a", "d", "e", "c"]) == "a b c\nd e"
    assert engines.join_lines([], []) == ""


def result_of(name: str, date: str, *, line: bool = False, **first: float) -> dict[str, Any]:
    second = {"version": "2", "word_f1": 0.9, "letters": 0.5, "seconds": 2.0, "peak_mb": 100.0}
    engine_results = {"first": {"version": "1", **second, **first}, "second": {**second, "pages_a_minute": {"2×1": 30}}}
    return {"set": name, "date": date, "images": 7, "line": line, "engines": engine_results}


def test_the_table_has_a_column_an_engine_and_marks_the_best() -> None:
    rows = table([result_of("pages", "2026-01-01", word_f1=0.95, seconds=0.5)]).splitlines()
    assert rows[0] == "| set | measure | first 2 | second 2 |"
    assert rows[2] == "| pages (7) | word F1 | **0.950** | 0.900 |"
    assert "|  | seconds a page | **0.50** | 2.00 (× 4.0) |" in rows
    assert "|  | pages a minute |  | **30** |" in rows
    assert "|  | memory of one process, MB | **100** | **100** (× 1.0) |" in rows
    assert not any("letters" in row for row in rows)


def test_crops_have_their_own_measures() -> None:
    rows = table([result_of("words", "2026-01-01", line=True, seconds=0.01)])
    assert "| words (7) | letters and digits, no case | **0.500** | **0.500** |" in rows
    assert "|  | milliseconds a crop | **10** | 2000 (× 200) |" in rows


def test_the_newest_result_of_each_set_stands_between_the_markers(tmp_path: Path) -> None:
    for result in (result_of("b", "2026-01-02"), result_of("a", "2026-01-03"), result_of("b", "2026-01-09")):
        (tmp_path / f"{result['date']}-{result['set']}.json").write_text(json.dumps(result), encoding="utf-8")
    newest = newest_results(tmp_path)
    assert [(result["set"], result["date"]) for result in newest] == [("a", "2026-01-03"), ("b", "2026-01-09")]
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n", encoding="utf-8")
    embed(readme, "| new |")
    embed(readme, "| newer |")
    assert readme.read_text(encoding="utf-8") == "before\n<!-- bench:begin -->\n| newer |\n<!-- bench:end -->\nafter\n"


def test_the_readme_shows_the_results_that_are_kept() -> None:
    assert embedded(Path(ROOT, "README.md")) == table(newest_results(Path(ROOT, "bench", "results")))


def test_a_file_without_markers_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("plain\n", encoding="utf-8")
    with pytest.raises(OutputError, match="bench:begin"):
        embed(readme, "| new |")
    assert readme.read_text(encoding="utf-8") == "plain\n"


def test_a_run_writes_its_result_and_brings_the_table_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "tiny"
    data.mkdir()
    (data / "a.png").write_bytes(b"")
    (data / "truth.json").write_text('{"a.png": "one two"}', encoding="utf-8")
    readme = tmp_path / "README.md"
    readme.write_text("<!-- bench:begin --><!-- bench:end -->", encoding="utf-8")
    specs = [fake(tmp_path, "first", "one two"), fake(tmp_path, "gone", missing=True)]
    monkeypatch.setattr(run, "specifications", lambda **_: specs)
    results = tmp_path / "results"
    monkeypatch.setattr(sys, "argv", ["run", str(data), "--results", str(results), "--table", str(readme)])
    assert run.main() == 0
    (path,) = results.glob("*-tiny.json")
    result = json.loads(path.read_text(encoding="utf-8"))
    assert result["engines"]["first"]["word_f1"] == 1
    assert set(result["engines"]["first"]["pages_a_minute"]) == {"2×1", "1×2"}
    assert str(tmp_path) not in path.read_text(encoding="utf-8")
    output = capsys.readouterr()
    assert "gone is left out: not installed" in output.err
    assert "| tiny (1) | word F1 | **1.000** |" in output.out
    assert "| tiny (1) | word F1 | **1.000** |" in readme.read_text(encoding="utf-8")


def test_a_folder_without_truth_ends_a_run_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run", str(tmp_path)])
    assert run.main() == 5
    assert "truth.json" in capsys.readouterr().err


def test_every_engine_is_used_at_its_best() -> None:
    first, tesseract, rapidocr = run.specifications(threads=2, language="Latin", rapidocr_python="python-of-rapidocr")
    assert (tesseract.threads, tesseract.ways) == (1, (Way(2, 1),))
    assert (first.threads, first.ways) == (rapidocr.threads, rapidocr.ways) == (2, (Way(2, 1), Way(1, 2)))
    assert rapidocr.command[0] == "python-of-rapidocr"
    assert "Latin" in tesseract.command
