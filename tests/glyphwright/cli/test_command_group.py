import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from glyphwright.cli import command_group, main

SOURCES = Path(__file__).parents[3] / "src"

SCRIPT = """
import typer
app = typer.Typer()

@app.command()
def teach(name: str, needs: bool = False) -> None:
    "Teach somebody."
    if needs:
        import package_that_nobody_has
    print("taught", name)
"""


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package that announces `teach`, and `fly`, which cannot be imported."""
    (tmp_path / "glyphwright_train_school.py").write_text(SCRIPT)
    (tmp_path / "glyphwright_train_wings.py").write_text("import package_that_nobody_has")
    monkeypatch.syspath_prepend(str(tmp_path))
    announced = [
        EntryPoint("teach", "glyphwright_train_school:app", "glyphwright.commands"),
        EntryPoint("fly", "glyphwright_train_wings:app", "glyphwright.commands"),
        EntryPoint("read", "glyphwright_train_wings:app", "glyphwright.commands"),
    ]
    monkeypatch.setattr(command_group, "entry_points", lambda group: announced)
    command_group._announced.cache_clear()
    yield
    command_group._announced.cache_clear()
    sys.modules.pop("glyphwright_train_school", None)


@pytest.mark.usefixtures("school")
def test_commands_of_other_packages_work_like_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["teach", "Ada"]) == 0
    assert capsys.readouterr().out == "taught Ada\n"


@pytest.mark.usefixtures("school")
def test_no_package_is_imported_for_a_command_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--help"]) == 0
    assert "--max-pixels" in capsys.readouterr().out
    assert "glyphwright_train_school" not in sys.modules


@pytest.mark.usefixtures("school")
def test_a_missing_package_is_named_with_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["teach", "Ada", "--needs"], ["fly", "--high"]):
        assert main(arguments) == 3
        message = capsys.readouterr().err
        assert "package_that_nobody_has, which is not installed: pip install 'glyphwright[train]'" in message


@pytest.mark.usefixtures("school")
def test_the_list_of_commands_survives_one_that_cannot_be_imported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "Teach somebody." in shown
    assert "Not available" in shown
    assert shown.count("read ") >= 1


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("glyphwright 0.")


def test_a_pipe_that_closes_early_is_no_error() -> None:
    command = [sys.executable, "-m", "glyphwright", "--version"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(command, env=environment, stdout=closed, stderr=subprocess.PIPE, check=False)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_a_full_disk_is_no_fault_of_the_program() -> None:
    command = [sys.executable, "-m", "glyphwright", "models"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, env=environment, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 5
    assert done.stderr.startswith(b"glyphwright: standard output: cannot be written (No space left on device)")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.EROFS, "Read-only file system", "mine"), "mine: cannot be written (Read-only file system)"),
        (PermissionError(errno.EACCES, "Permission denied", b"zoo"), "zoo: cannot be written (Permission denied)"),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "what was learnt: cannot be written (No space left on device)",
        ),
    ],
)
@pytest.mark.usefixtures("school")
def test_whatever_cannot_be_written_is_named(
    error: OSError, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr("builtins.print", fail)
    with monkeypatch.context() as saying:
        saying.setattr("glyphwright.cli.app._say", lambda *lines: sys.stderr.write("\n".join(lines)))
        assert main(["teach", "Ada"]) == 5
    assert capsys.readouterr().err == f"glyphwright: {message}: choose another place"


def test_results_are_utf_8_in_any_locale() -> None:
    command = [sys.executable, "-m", "glyphwright", "doctor"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert done.stdout.decode().startswith("✓ glyphwright")


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that closes streams")
def test_a_program_without_standard_streams_works(tmp_path: Path) -> None:
    command = f"exec {sys.executable} -m glyphwright models >&- 2>&-"
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    assert subprocess.run(["sh", "-c", command], env=environment, check=False).returncode == 0


def test_importing_the_commands_imports_nothing_heavy() -> None:
    heavy = "{'torch', 'cv2', 'PIL', 'pikepdf', 'pypdfium2', 'onnxruntime', 'glyphwright_train'}"
    script = f"import sys, glyphwright.cli; print(sorted({heavy} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
