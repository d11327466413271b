"""Debian documentation packages → a folder of PDFs, each once, named after the package that holds it.

`pdf_packages.toml` lists the packages with the versions and hashes that the released weights were trained on. What
the PDFs say is for `from_pdf`.
"""

import gzip
import hashlib
import logging
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glyphwright.errors import DamagedInputError, FileAccessError, MissingDependencyError

logger = logging.getLogger(__name__)

MAX_PDF_BYTES = 20_000_000

# The pages that measure quality come from these: whatever was trained on them would measure nothing.
MEASURING_PACKAGES = frozenset(
    {
        "asymptote-doc",
        "debian-refcard",
        "gnuplot-doc",
        "installation-guide-amd64",
        "octave-doc",
        "r-doc-pdf",
        "texlive-publishers-doc",
    }
)


@dataclass(frozen=True, slots=True)
class PdfPackage:
    """One package as the archive has it; `sha256` is that of the .deb file."""

    name: str
    version: str
    sha256: str


def read_catalogue(path: Path | None = None) -> tuple[PdfPackage, ...]:
    """The packages of `pdf_packages.toml`, or of another file of the same form, in its order."""
    source = path or Path(__file__).with_name("pdf_packages.toml")
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["package"]
    return tuple(PdfPackage(entry["name"], entry["version"], entry["sha256"]) for entry in entries)


def fetch_archives(out_folder: Path, packages: tuple[PdfPackage, ...] | None = None) -> list[Path]:
    """Download the packages with apt, nothing installed; those already there with the right hash stay.

    Raises:
        DamagedInputError: what the archive sent is not what the catalogue names.
        FileAccessError: apt could not fetch it.
    """
    out_folder.mkdir(parents=True, exist_ok=True)
    return [_fetch(package, out_folder) for package in packages or read_catalogue()]


def extract_archives(archives_folder: Path, out_folder: Path) -> list[Path]:
    """Unpack the PDFs of all .deb files of a folder to `out_folder/package/name-hash.pdf`.

    PDFs over 20 MB, those seen before (by content) and the packages kept for measuring are left out; compressed
    ones are expanded. The paths come back in the order of packages and files, which is the same on every machine.
    """
    seen: set[str] = set()
    written: list[Path] = []
    for archive in sorted(archives_folder.glob("*.deb")):
        package = archive.name.split("_", 1)[0]
        if package in MEASURING_PACKAGES:
            logger.info("%s is kept for measuring and left out", package)
            continue
        with tempfile.TemporaryDirectory() as temporary:
            _run(["dpkg-deb", "-x", str(archive), temporary], archive)
            for name, content in _pdfs_below(Path(temporary)):
                digest = hashlib.sha256(content).hexdigest()
                if digest in seen:
                    continue
                seen.add(digest)
                target = out_folder / package / f"{name}-{digest[:8]}.pdf"
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                written.append(target)
    return written


def _pdfs_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = path.name.lower()
        if path.is_symlink() or not path.is_file() or not name.endswith((".pdf", ".pdf.gz")):
            continue
        if path.stat().st_size > MAX_PDF_BYTES:
            continue
        content = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
        if len(content) <= MAX_PDF_BYTES and content[:1024].find(b"%PDF") >= 0:
            yield path.name[: name.rindex(".pdf")], content


def _fetch(package: PdfPackage, out_folder: Path) -> Path:
    for held in out_folder.glob(f"{package.name}_*.deb"):
        if _sha256(held) == package.sha256:
            return held
    with tempfile.TemporaryDirectory(dir=out_folder) as temporary:
        _run(["apt-get", "download", "-q", f"{package.name}={package.version}"], Path(temporary), cwd=temporary)
        fetched = next(Path(temporary).glob("*.deb"), None)
        if fetched is None:
            raise FileAccessError(f"{package.name}: apt-get downloaded nothing; run apt-get update and try again")
        if _sha256(fetched) != package.sha256:
            raise DamagedInputError(f"{fetched.name} is not the file of the catalogue; update pdf_packages.toml")
        return fetched.rename(out_folder / fetched.name)


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
