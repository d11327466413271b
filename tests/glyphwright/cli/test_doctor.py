import pytest

from glyphwright import doctor
from glyphwright.cli import main
from glyphwright.doctor import Finding
from glyphwright.errors import MissingDependencyError, ModelError


def test_a_clean_bill_of_health_ends_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        doctor, "examine", lambda: iter([Finding("a [b]", "3 [of 4]"), Finding("c", "no", absent=True)])
    )
    assert main(["doctor"]) == 0
    version, first, second = capsys.readouterr().out.splitlines()
    assert version.split()[:2] == ["✓", "glyphwright"]
    assert first.split() == ["✓", "a", "[b]", "3", "[of", "4]"]
    assert second.split() == ["–", "c", "no"]


@pytest.mark.parametrize("fault", [MissingDependencyError("x: gone: get it"), ModelError("m: gone: get it")])
def test_the_first_fault_gives_the_exit_code(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: iter([Finding("a", "b", fault), Finding("c", "d")]))
    assert main(["doctor"]) == fault.exit_code
    out, messages = capsys.readouterr()
    assert [line[0] for line in out.splitlines()] == ["✓", "!", "✓"]
    assert messages == f"glyphwright: {fault}\n"
