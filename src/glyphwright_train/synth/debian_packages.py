"""A catalogue of Debian packages → their files on disk, those that the released weights were trained on.

The archive drops a version when a point release or a security fix replaces it; then what replaced it is taken, with a
warning, since a few texts that differ are better than none.
"""

import hashlib
import logging
import subprocess
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from glyphwright.errors import DamagedInputError, FileAccessError, MissingDependencyError

PDF_PACKAGES = Path(__file__).with_name("pdf_packages.toml")
CORPUS_PACKAGES = Path(__file__).with_name("corpus_packages.toml")
WORD_PACKAGES = Path(__file__).with_name("word_packages.toml")
SCRIPT_TEXT_PACKAGES = Path(__file__).with_name("script_text_packages.toml")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DebianPackage:
    """One package as the archive has it; `sha256` is that of the .deb file."""

    name: str
    version: str
    sha256: str


def read_packages(catalogue: Path) -> tuple[DebianPackage, ...]:
    """The packages of a catalogue, in its order."""
    entries = tomllib.loads(catalogue.read_text(encoding="utf-8"))["package"]
    return tuple(DebianPackage(entry["name"], entry["version"], entry["sha256"]) for entry in entries)


def fetch_packages(catalogue: Path, out_folder: Path) -> list[Path]:
    """Download the packages with apt, nothing installed; those already there with the right hash stay.

    Raises:
        DamagedInputError: what the archive sent is not what the catalogue names.
        FileAccessError: apt could not fetch it.
    """
    out_folder.mkdir(parents=True, exist_ok=True)
    return [_fetch(package, out_folder, catalogue) for package in read_packages(catalogue)]


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the files of a package below a folder; raises FileAccessError, which names it, where that fails."""
    _run(["dpkg-deb", "-x", str(archive), str(folder)], archive)


def _fetch(package: DebianPackage, out_folder: Path, catalogue: Path) -> Path:
    for held in out_folder.glob(f"{package.name}_*.deb"):
        if _sha256(held) == package.sha256:
            return held
    with tempfile.TemporaryDirectory(dir=out_folder) as temporary:
        folder = Path(temporary)
        try:
            fetched = _download(f"{package.name}={package.version}", folder)
        except FileAccessError as error:
            fetched = _download(package.name, folder)
            log.warning("%s; taking %s: what is made from it will differ a little", error, fetched.name)
        else:
            if _sha256(fetched) != package.sha256:
                raise DamagedInputError(f"{fetched.name} is not the file of the catalogue; update {catalogue.name}")
        return fetched.rename(out_folder / fetched.name)


def _download(wanted: str, folder: Path) -> Path:
    _run(["apt-get", "download", "-q", wanted], Path(wanted), cwd=str(folder))
    fetched = next(folder.glob("*.deb"), None)
    if fetched is None:
        raise FileAccessError(f"{wanted}: apt-get downloaded nothing; run apt-get update and try again")
    return fetched


def _run(command: list[str], subject: Path, *, cwd: str | None = None) -> None:
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    except FileNotFoundError as error:
        raise MissingDependencyError(f"{command[0]} is not installed: Debian and Ubuntu have it") from error
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["no message"])[-1]
        raise FileAccessError(f"{subject.name}: {command[0]} failed ({reason}); check the file and the package lists")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
