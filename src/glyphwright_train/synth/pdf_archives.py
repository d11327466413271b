"""Debian documentation packages → a folder of PDFs, each once, named after the package that holds it.

What the PDFs say is for `from_pdf`.
"""

import gzip
import hashlib
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

from glyphwright_train.synth.debian_packages import unpack

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
            unpack(archive, Path(temporary))
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
