from pathlib import Path

import numpy as np
import pytest

from glyphwright.errors import FileAccessError, ModelError
from glyphwright.runtime import load_model, runtime_report, usable_cores
from glyphwright.zoo import find_model


def test_a_missing_model_is_an_access_error(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="no such model file"):
        load_model(tmp_path / "none.onnx", task="line_reader")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_model(path, task="line_reader")


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.onnx"
    whole = find_model("line_finder").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="copy the file again"):
        load_model(path, task="line_finder")


def test_a_model_for_another_task_is_refused() -> None:
    with pytest.raises(ModelError, match="a model for line_finder, where a line_reader is needed"):
        load_model(find_model("line_finder"), task="line_reader")


def test_a_model_is_loaded_once_and_gives_the_same_with_any_number_of_threads() -> None:
    path = find_model("line_reader")
    one, again, two = (load_model(path, task="line_reader", threads=n) for n in (1, 1, 2))
    assert one.session is again.session
    batch = np.random.default_rng(0).uniform(-1, 1, (2, 1, 36, 128)).astype(np.float32)
    assert (one.run(batch) == two.run(batch)).all()


def test_the_report_names_version_and_providers() -> None:
    assert "CPUExecutionProvider" in runtime_report()["providers"]
    assert usable_cores() >= 1
