from pathlib import Path

import pytest

from glyphwright.detect import open_line_finder
from glyphwright.detect.components import ComponentsLineFinder
from glyphwright.detect.finder import NetworkLineFinder
from glyphwright.detect.window import WindowLineFinder
from glyphwright.errors import ModelError
from glyphwright.runtime import Model
from glyphwright.zoo import find_model


def test_finders_are_opened_by_name_or_path() -> None:
    assert isinstance(open_line_finder(), NetworkLineFinder)
    assert isinstance(open_line_finder("window"), WindowLineFinder)
    assert isinstance(open_line_finder("components"), ComponentsLineFinder)
    assert open_line_finder(str(find_model("line_finder", "window"))).name == "window"
    assert open_line_finder("components").name == "components"


def test_an_unknown_name_or_architecture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="'windows'"):
        open_line_finder("windows")
    strange = Model(Path("x"), "", {"name": "x", "architecture": "abacus"}, None)
    monkeypatch.setattr("glyphwright.detect.open_finder.load_model", lambda path, **_: strange)
    with pytest.raises(ModelError, match="architecture 'abacus': use one of db, east, ssd, yolo, mask, window"):
        open_line_finder()
