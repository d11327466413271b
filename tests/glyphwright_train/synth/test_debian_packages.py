import hashlib
import stat
from pathlib import Path

import pytest

from glyphwright.errors import DamagedInputError, FileAccessError
from glyphwright_train.synth.debian_packages import fetch_packages

CONTENT = b"a package"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that a stand-in for apt-get serves: `NAME=VERSION` or `NAME` copies the file of that name from it."""
    served = tmp_path / "served"
    served.mkdir()
    command = tmp_path / "bin" / "apt-get"
    command.parent.mkdir()
    command.write_text(
        "#!/bin/sh\nfor wanted; do :; done\n"
        f'[ -f "{served}/$wanted" ] || {{ echo "E: $wanted was not found" >&2; exit 100; }}\n'
        f'cp "{served}/$wanted" "./${{wanted%%=*}}_x_all.deb"\n'
    )
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(command.parent), prepend=":")
    return served


def catalogue(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / "packages.toml"
    sha256 = hashlib.sha256(content).hexdigest()
    path.write_text(f'[[package]]\nname = "texts"\nversion = "1"\nsha256 = "{sha256}"\n')
    return path


def test_a_package_of_the_catalogue_is_fetched_once(tmp_path: Path, archive: Path) -> None:
    (archive / "texts=1").write_bytes(CONTENT)
    (path,) = fetch_packages(catalogue(tmp_path), tmp_path / "out")
    assert path.read_bytes() == CONTENT
    (archive / "texts=1").unlink()
    assert fetch_packages(catalogue(tmp_path), tmp_path / "out") == [path]


def test_what_replaced_a_package_is_taken_with_a_warning(
    tmp_path: Path, archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (archive / "texts").write_bytes(b"a newer package")
    (path,) = fetch_packages(catalogue(tmp_path), tmp_path / "out")
    assert path.read_bytes() == b"a newer package"
    assert "texts=1 was not found" in caplog.text


def test_a_file_that_is_not_the_one_of_the_catalogue_is_refused(tmp_path: Path, archive: Path) -> None:
    (archive / "texts=1").write_bytes(b"something else")
    with pytest.raises(DamagedInputError, match=r"texts_x_all\.deb"):
        fetch_packages(catalogue(tmp_path), tmp_path / "out")


@pytest.mark.usefixtures("archive")
def test_a_package_that_the_archive_does_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="texts: apt-get failed"):
        fetch_packages(catalogue(tmp_path), tmp_path / "out")
