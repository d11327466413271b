import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from glyphwright.errors import FileAccessError
from glyphwright_train.synth.debian_packages import CORPUS_PACKAGES, PDF_PACKAGES, read_packages
from glyphwright_train.synth.pdf_archives import MEASURING_PACKAGES, extract_archives

needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed")


def pack(folder: Path, package: str, files: dict[str, bytes]) -> None:
    root = folder / "tree" / package
    (root / "DEBIAN").mkdir(parents=True)
    (root / "DEBIAN" / "control").write_text(
        f"Package: {package}\nVersion: 1\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: x\n"
    )
    for name, content in files.items():
        path = root / "usr" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    archive = folder / "debs" / f"{package}_1_all.deb"
    archive.parent.mkdir(exist_ok=True)
    subprocess.run(["dpkg-deb", "-b", str(root), str(archive)], check=True, capture_output=True)


@pytest.mark.parametrize("catalogue", [CORPUS_PACKAGES, PDF_PACKAGES], ids=lambda path: path.stem)
def test_a_catalogue_names_each_package_once_and_none_that_measures(catalogue: Path) -> None:
    packages = read_packages(catalogue)
    names = [package.name for package in packages]
    assert len(set(names)) == len(names) > 0
    assert not MEASURING_PACKAGES & set(names)
    assert all(len(package.sha256) == 64 and package.version for package in packages)


@needs_dpkg
def test_pdfs_come_out_once_and_measuring_packages_stay_closed(tmp_path: Path) -> None:
    one, two = b"%PDF-1.4 one", b"%PDF-1.4 two"
    pack(tmp_path, "a-doc", {"one.pdf": one, "deep/two.pdf.gz": gzip.compress(two), "readme.txt": b"no"})
    pack(tmp_path, "b-doc", {"again.pdf": one, "fake.pdf": b"<html>"})
    pack(tmp_path, "gnuplot-doc", {"gnuplot.pdf": b"%PDF-1.4 three"})
    written = extract_archives(tmp_path / "debs", tmp_path / "out")
    assert sorted(path.read_bytes() for path in written) == [one, two]
    assert {path.parent.name for path in written} == {"a-doc"}
    assert {path.name[:4] for path in written} == {"one-", "two-"}


@needs_dpkg
def test_a_broken_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad_1_all.deb").write_bytes(b"nothing")
    with pytest.raises(FileAccessError, match="bad_1_all"):
        extract_archives(tmp_path, tmp_path / "out")
