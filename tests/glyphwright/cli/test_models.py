from pathlib import Path

import pytest

from glyphwright import zoo
from glyphwright.cli import main
from glyphwright.errors import ModelError
from glyphwright.zoo import Entry


def test_models_are_listed_with_size_and_hash_and_what_is_wrong_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.onnx").write_bytes(b"x" * 2_000_000)

    def find_model(task: str, name: str) -> Path:
        if name == "b":
            raise ModelError("b.onnx: damaged")
        return tmp_path / "a.onnx"

    entries = (
        Entry("a", "line_reader", "a.onnx", "12ab", "Apache-2.0", True),
        Entry("b", "line_finder", "b.onnx", "34cd", "MIT"),
    )
    monkeypatch.setattr(zoo, "catalogue", lambda: entries)
    monkeypatch.setattr(zoo, "find_model", find_model)
    assert main(["models"]) == 0
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["a", "(default)", "line_reader", "Apache-2.0", "2.0", "MB", "12ab"]
    assert second.split() == ["b", "line_finder", "MIT", "damaged", "34cd"]
