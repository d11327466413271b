"""Catalogue of fonts → a folder of font files with `index.json`, for `load_fonts` to read.

A package that fails is reported and the rest goes on, since a few fonts less make no worse model.
"""

import json
import logging
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glyphwright.errors import FileAccessError, GlyphwrightError
from glyphwright_train.synth.font_archives import obtain_archive, unpack_fonts
from glyphwright_train.synth.font_catalogue import FontCatalogue, FontPackage
from glyphwright_train.synth.font_index import Face, read_faces
from glyphwright_train.synth.fonts import INDEX
from glyphwright_train.synth.scripts import LATIN, Script

logger = logging.getLogger(__name__)

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch brought, and everything that went wrong or was left out, one line each."""

    folder: Path
    faces_by_kind: dict[str, int]
    families_by_kind: dict[str, int]
    test_families_by_kind: dict[str, int]
    bytes: int
    failures: tuple[str, ...]
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def faces(self) -> int:
        return sum(self.faces_by_kind.values())

    @property
    def families(self) -> int:
        return sum(self.families_by_kind.values())


@dataclass(slots=True)
class _Fetch:
    """One run: where it goes, which scripts faces are looked at for, and what it has to report."""

    folder: Path
    archives: Path
    catalogue: FontCatalogue
    scripts: Sequence[Script]
    entries: list[Entry] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def fetch_fonts(
    folder: Path,
    *,
    archives: Path | None = None,
    catalogue: FontCatalogue | None = None,
    scripts: Sequence[Script] = (LATIN,),
) -> FetchReport:
    """Bring every font of the catalogue into a folder and index what each truly draws.

    Packages that are there already are unpacked again; what the catalogue no longer lists leaves the index.

    Args:
        folder: Made if missing.
        archives: Where archives are looked for first, and kept when downloaded. By default they are not kept.
        catalogue: By default the one built in.
        scripts: What faces are to be able to write, each by itself; by default Latin.

    Raises:
        FileAccessError: If a folder cannot be made or written.
    """
    with tempfile.TemporaryDirectory(prefix="glyphwright-fonts-") as temporary:
        fetch = _Fetch(folder, archives or Path(temporary), catalogue or FontCatalogue.load(), scripts)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            fetch.archives.mkdir(parents=True, exist_ok=True)
            for package in fetch.catalogue.packages:
                _fetch_package(package, fetch)
            alphabet = "".join(script.alphabet for script in scripts)
            index = {"alphabet": alphabet, "faces": fetch.entries}
            new = folder / f"{INDEX}.new"
            new.write_text(json.dumps(index, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
            new.replace(folder / INDEX)
        except OSError as error:
            raise FileAccessError(f"{error.filename or folder}: {error.strerror}; choose another folder") from error
    return _report(fetch)


def _fetch_package(package: FontPackage, fetch: _Fetch) -> None:
    try:
        archive, warning = obtain_archive(package, fetch.archives)
        if warning:
            logger.warning("%s", warning)
            fetch.warnings.append(warning)
        paths = unpack_fonts(package, archive, fetch.folder / package.folder)
    except GlyphwrightError as error:
        logger.error("%s", error)
        fetch.failures.append(str(error))
        return
    seen: set[tuple[str, str]] = set()
    for path in paths:
        kept = [
            entry
            for script in fetch.scripts
            for face in _faces(path, package, script, fetch)
            if (entry := _entry(face, package, script, fetch, seen))
        ]
        fetch.entries += kept
        if not kept:
            path.unlink()
    logger.info("%s: %d files", package.name, len(paths))


def _faces(path: Path, package: FontPackage, script: Script, fetch: _Fetch) -> list[Face]:
    """Read a file's faces with a script in mind; what fontTools or FreeType cannot read, for any reason, is noted."""
    try:
        return list(read_faces(path, script.alphabet))
    except Exception as error:
        fetch.left_out.append(f"{package.name}: {path.name}: cannot be read ({error!r})")
        return []


def _entry(face: Face, package: FontPackage, script: Script, fetch: _Fetch, seen: set[tuple[str, str]]) -> Entry | None:
    """Entry of the index, or nothing for a face that is excluded, no font for text or the same face once more."""
    catalogue = fetch.catalogue
    name = f"{package.name}: {face.family} {face.style}".rstrip()
    exclusion = catalogue.exclusion(package, face.family, face.style)
    if exclusion is not None or not face.draws(script.needed):
        fetch.left_out.append(f"{name}: {exclusion.reason if exclusion else f'lacks what {script.name} needs'}")
        return None
    if (script.code, face.postscript_name) in seen:
        return None
    seen.add((script.code, face.postscript_name))
    group = catalogue.group(package, face.family)
    return {
        "path": face.path.relative_to(fetch.folder).as_posix(),
        "index": face.index,
        "family": catalogue.family(face.family),
        "style": face.style,
        "weight": face.weight,
        "italic": face.italic,
        "kind": catalogue.kind(package, face.family, narrow=face.narrow),
        "group": group,
        "split": catalogue.split(group),
        "script": script.code,
        "units_per_em": face.units_per_em,
        "ascent": face.ascent,
        "descent": face.descent,
        "shaping": script.joined or (face.shaping and not catalogue.draws_apart(face.family)),
        "coverage": "".join(sorted(set(face.coverage) - catalogue.untrue(face.family))),
    }


def _report(fetch: _Fetch) -> FetchReport:
    families = {(entry["kind"], entry["family"], entry["split"]) for entry in fetch.entries}
    return FetchReport(
        folder=fetch.folder,
        faces_by_kind=dict(Counter(entry["kind"] for entry in fetch.entries)),
        families_by_kind=dict(Counter(kind for kind, _, _ in families)),
        test_families_by_kind=dict(Counter(kind for kind, _, split in families if split == "test")),
        bytes=sum(path.stat().st_size for path in fetch.folder.rglob("*") if path.is_file()),
        failures=tuple(fetch.failures),
        warnings=tuple(fetch.warnings),
        left_out=tuple(fetch.left_out),
    )
