"""`glyphwright models`: which models come with the package."""

import sys
from typing import TYPE_CHECKING

from glyphwright.errors import ModelError

if TYPE_CHECKING:
    from glyphwright.zoo import Entry


def models_command() -> None:
    """List the models that come with the package: what --reader, --finder, --language-model and --lexicon take."""
    from glyphwright.zoo import catalogue

    rows = [("name", "task", "licence", "size", "SHA-256")]
    for entry in catalogue():
        name = f"{entry.name} (default)" if entry.default else entry.name
        rows.append((name, entry.task, entry.licence, _size(entry), entry.sha256))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def _size(entry: "Entry") -> str:
    from glyphwright.zoo import find_model

    try:
        return f"{find_model(entry.task, entry.name).stat().st_size / 1e6:.1f} MB"
    except ModelError:
        return "damaged"
