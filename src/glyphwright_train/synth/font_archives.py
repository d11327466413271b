"""One package of the font catalogue → its archive, checked → its font files, unpacked.

Archives come through the ordinary clients, `apt-get download` and `npm pack`; no address is known here.
"""

import hashlib
import io
import json
import logging
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from glyphwright.errors import FileAccessError, InputError, MissingDependencyError
from glyphwright_train.synth.font_catalogue import FontPackage

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

logger = logging.getLogger(__name__)

SUFFIXES = (".ttf", ".otf", ".ttc")
BOLD_WEIGHT = 700
NPM_STYLES = ((400, "normal"), (BOLD_WEIGHT, "normal"), (400, "italic"))
CLIENT_TIMEOUT_SECONDS = 600
TABLES_NOT_MERGED = ("DSIG", "STAT", "meta", "gasp", "fpgm", "prep", "cvt ", "hdmx", "VDMX", "LTSH")


def obtain_archive(package: FontPackage, archives: Path) -> tuple[Path, str]:
    """Find a package's archive in a folder, or download it there.

    A Debian release carries one version of a package: where the catalogue's is gone, the one on offer is taken,
    which cannot have the catalogue's checksum and is only as safe as apt's own check.

    Returns:
        The archive and a warning, empty if it is what the catalogue lists.

    Raises:
        MissingDependencyError: If the client is not installed.
        FileAccessError: If the client does not bring it.
        InputError: If its SHA-256 is not the catalogue's.
    """
    pattern = _file_name(package)
    if package.source == "npm" and not any(archives.glob(pattern)):
        _run(["npm", "pack", "--silent", f"{package.name}@{package.version}"], archives, package)
    elif not any(archives.glob(pattern)):
        try:
            _run(["apt-get", "download", f"{package.name}={package.version}"], archives, package)
        except FileAccessError as error:
            _run(["apt-get", "download", package.name], archives, package)
            other = max(archives.glob(f"{package.name}_*.deb"), key=lambda path: path.stat().st_mtime)
            return other, f"{package.name}: version {package.version} is gone, took {other.name} unchecked ({error})"
    expected = next(archives.glob(pattern), None)
    if expected is None:
        raise FileAccessError(f"{package.name}: {pattern} did not arrive; download it into {archives} yourself")
    found = hashlib.sha256(expected.read_bytes()).hexdigest()
    if found != package.sha256:
        raise InputError(f"{package.name}: {expected} has SHA-256 {found}, not {package.sha256}; delete it, try again")
    return expected, ""


def unpack_fonts(package: FontPackage, archive: Path, folder: Path) -> list[Path]:
    """Unpack only the font files of an archive into a folder; what was in it is lost.

    Web fonts of npm packages come in subsets; those of the package are merged into one TTF per style.

    Raises:
        InputError: If the archive is damaged.
    """
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        paths = _unpack_npm(package, archive, new) if package.source == "npm" else _unpack_debian(archive, new)
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
        return [folder / path.name for path in paths]
    except (OSError, tarfile.TarError, subprocess.CalledProcessError, ValueError, KeyError) as error:
        raise InputError(f"{package.name}: {archive} cannot be unpacked ({error}); delete it, try again") from error


def _file_name(package: FontPackage) -> str:
    """Pattern of what the client calls the archive."""
    if package.source == "npm":
        return f"{package.folder}-{package.version}.tgz"
    return f"{package.name}_{package.version.replace(':', '%3a')}_*.deb"


def _run(command: list[str], folder: Path, package: FontPackage) -> None:
    if shutil.which(command[0]) is None:
        raise MissingDependencyError(f"{package.name}: needs {command[0]}; install it or put the archive into {folder}")
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=CLIENT_TIMEOUT_SECONDS)
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no message"])[-1]
        raise FileAccessError(f"{package.name}: {' '.join(command)} failed: {last}; check the network") from error
    except subprocess.TimeoutExpired as error:
        raise FileAccessError(
            f"{package.name}: {' '.join(command)} took over {error.timeout:.0f} s; try again"
        ) from error


def _unpack_debian(archive: Path, folder: Path) -> list[Path]:
    """Take fonts from wherever they lie below share/fonts, without its folders, and no second copy of a name."""
    written: dict[str, Path] = {}
    with tarfile.open(fileobj=_data_of_deb(archive), mode="r:*") as data:
        for member in data:
            name = Path(member.name)
            if not member.isfile() or name.suffix.lower() not in SUFFIXES or "fonts" not in name.parts:
                continue
            content = data.extractfile(member)
            if content is not None and name.name not in written:
                written[name.name] = folder / name.name
                written[name.name].write_bytes(content.read())
    return sorted(written.values())


def _data_of_deb(archive: Path) -> io.BytesIO:
    """Take the tar of a package's files out of its ar archive; zstd, which `tarfile` lacks, through `dpkg-deb`."""
    for name, content in _ar_members(archive.read_bytes()):
        if name.startswith("data.tar"):
            if not name.endswith(".zst"):
                return io.BytesIO(content)
            tar = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(archive)], check=True, capture_output=True).stdout
            return io.BytesIO(tar)
    raise ValueError("no data.tar in it")


def _ar_members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Split an ar archive: an eight-byte mark, then 60-byte headers, each with its file, padded to even length."""
    if not content.startswith(b"!<arch>\n"):
        raise ValueError("not an ar archive")
    start = 8
    while start + 60 <= len(content):
        name, size = content[start : start + 16].decode().strip().rstrip("/"), int(content[start + 48 : start + 58])
        yield name, content[start + 60 : start + 60 + size]
        start += 60 + size + size % 2


def _unpack_npm(package: FontPackage, archive: Path, folder: Path) -> list[Path]:
    slug = package.name.rpartition("/")[2]
    written = []
    with tarfile.open(archive) as data:
        members = {Path(member.name).name: member for member in data if member.isfile()}
        about = json.loads(_read(data, members["metadata.json"]))
        family = str(about.get("family") or about["fontName"])
        for weight, slant in NPM_STYLES:
            names = [f"{slug}-{subset}-{weight}-{slant}.woff2" for subset in package.subsets]
            subsets = [_read(data, members[name]) for name in names if name in members]
            if subsets:
                written.append(folder / f"{slug}-{weight}-{slant}.ttf")
                font = _merge_subsets(subsets, written[-1])
                _name(font, family, weight, slant)
                font.save(written[-1])
    return written


def _read(data: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = data.extractfile(member)
    return content.read() if content is not None else b""


def _merge_subsets(subsets: list[bytes], path: Path) -> "TTFont":
    """Join subsets of one face; what the first has is not taken from the others."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    parts = []
    for place, content in enumerate(subsets):
        font = TTFont(io.BytesIO(content))
        font.flavor = None
        if len(subsets) == 1:
            return font
        for tag in TABLES_NOT_MERGED:
            if tag in font:
                del font[tag]
        parts.append(path.with_suffix(f".part{place}"))
        font.save(parts[-1])
    merged = Merger().merge([str(part) for part in parts])
    for part in parts:
        part.unlink()
    return merged


def _name(font: "TTFont", family: str, weight: int, slant: str) -> None:
    """Put the true names and weight in: instances of variable fonts keep those of the thinnest."""
    bold, italic = weight == BOLD_WEIGHT, slant == "italic"
    style = " ".join(word for word, said in (("Bold", bold), ("Italic", italic)) if said) or "Regular"
    names = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family}-{style}".replace(" ", "")}
    table = font["name"]
    for number in (16, 17, 21, 22, *names):
        table.removeNames(nameID=number)
    for number, value in names.items():
        table.setName(value, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
