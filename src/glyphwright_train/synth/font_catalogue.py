"""`fonts.toml` → the packages to fetch fonts from, and how their families are named, grouped, split and left out."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, Self

from glyphwright.errors import FileAccessError, InputError

Split = Literal["train", "test"]
Source = Literal["debian", "npm"]

CATALOGUE = Path(__file__).with_name("fonts.toml")
SCRIPT_CATALOGUE = Path(__file__).with_name("script_fonts.toml")
LATIN_SUBSETS = ("latin", "latin-ext")


@dataclass(frozen=True, slots=True)
class FontPackage:
    """One archive of fonts; `kind` holds for those of its families that the catalogue does not list apart.

    `subsets` are those of a web font that are joined.
    """

    name: str
    source: Source
    version: str
    sha256: str
    kind: str
    licence: str
    subsets: tuple[str, ...] = LATIN_SUBSETS

    @property
    def folder(self) -> str:
        """Name of the folder that its fonts go into."""
        return self.name.removeprefix("@").replace("/", "-")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Faces that are not to be drawn with, by patterns of what their files say, and why."""

    reason: str
    package: str
    family: str
    style: str

    def matches(self, package: str, family: str, style: str) -> bool:
        said = ((package, self.package), (family, self.family), (style, self.style))
        return all(fnmatchcase(name, pattern) for name, pattern in said)


@dataclass(frozen=True, slots=True)
class FontCatalogue:
    """All of the data file; patterns have been matched with `*` and `?`, case counts."""

    packages: tuple[FontPackage, ...]
    kinds: Mapping[str, float]
    test_share: float
    salt: str
    test_groups: frozenset[str]
    family_kinds: Mapping[str, tuple[str, ...]]
    families: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    unlike: Mapping[str, str]
    apart: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]

    @classmethod
    def load(cls, path: Path = CATALOGUE) -> Self:
        """Read a catalogue.

        Raises:
            FileAccessError: If there is no such file.
            InputError: If it is no TOML, or an entry is missing or unknown.
        """
        if not path.is_file():
            raise FileAccessError(f"{path}: no such font catalogue; leave it out to use the one that is built in")
        try:
            return cls._of(tomllib.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}: is no font catalogue ({error!r}); compare it with the one built in") from error

    @classmethod
    def _of(cls, table: Mapping[str, Any]) -> Self:
        borrowed = set(table.get("also", []))
        also = [package for package in cls.load().packages if package.name in borrowed] if borrowed else []
        catalogue = cls(
            packages=(*also, *map(_package, table["packages"])),
            kinds={kind: float(weight) for kind, weight in table["kinds"].items()},
            test_share=float(table["split"]["test_share"]),
            salt=str(table["split"]["salt"]),
            test_groups=frozenset(table["split"].get("test_groups", [])),
            family_kinds={kind: tuple(patterns) for kind, patterns in table.get("family_kinds", {}).items()},
            families={name: tuple(patterns) for name, patterns in table.get("families", {}).items()},
            groups={name: tuple(patterns) for name, patterns in table.get("groups", {}).items()},
            unlike={pattern: str(characters) for pattern, characters in table.get("unlike", {}).items()},
            apart=tuple(table.get("no_ligatures", {}).get("families", [])),
            exclusions=tuple(
                Exclusion(**{"package": "*", "family": "*", "style": "*", **entry})
                for entry in table.get("exclude", [])
            ),
        )
        unknown = {package.kind for package in catalogue.packages} | set(catalogue.family_kinds)
        unknown -= set(catalogue.kinds)
        if unknown:
            raise ValueError(f"kinds {sorted(unknown)} are not in the table of kinds")
        return catalogue

    def family(self, family: str) -> str:
        """Name under which a family is picked: its own, or of the one that it is a variant of."""
        return _named(self.families, family) or family

    def kind(self, package: FontPackage, family: str, *, narrow: bool) -> str:
        """Kind of a family; narrow faces of ordinary families are condensed ones."""
        kind = _named(self.family_kinds, family) or package.kind
        return "condensed" if narrow and kind in ("sans", "serif") else kind

    def group(self, package: FontPackage, family: str) -> str:
        """Name of what shares one design: by default a package."""
        return _named(self.groups, family) or package.folder

    def split(self, group: str) -> Split:
        """Where a group belongs: the same for ever, whatever else is in the catalogue."""
        place = int.from_bytes(hashlib.sha256((self.salt + group).encode()).digest()[:4], "big") / 2**32
        return "test" if place < self.test_share or group in self.test_groups else "train"

    def untrue(self, family: str) -> set[str]:
        """Characters for which the family draws something that nobody would read as them."""
        return {character for name, found in self.unlike.items() if fnmatchcase(family, name) for character in found}

    def draws_apart(self, family: str) -> bool:
        """Whether the family's ligatures are to be left out, because they read as other letters."""
        return any(fnmatchcase(family, name) for name in self.apart)

    def exclusion(self, package: FontPackage, family: str, style: str) -> Exclusion | None:
        return next((entry for entry in self.exclusions if entry.matches(package.name, family, style)), None)


def _package(entry: Mapping[str, Any]) -> FontPackage:
    return FontPackage(**{"licence": "", **entry, "subsets": tuple(entry.get("subsets", LATIN_SUBSETS))})


def _named(table: Mapping[str, tuple[str, ...]], family: str) -> str | None:
    """Last entry with a pattern that the family matches."""
    found = [name for name, patterns in table.items() if any(fnmatchcase(family, pattern) for pattern in patterns)]
    return found[-1] if found else None
