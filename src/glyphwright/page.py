"""The tree that is read from, or known about, a document: Document → Page → Block → Line → Word → Glyph.

Ground truth and predictions share these types. They are immutable, hold no pixels, and speak in pixels of the source
image (y down). What can be derived is a property. `to_dict` and `from_dict` are the JSON form, whose published schema
is `export/document.schema.json`.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any

import numpy as np

from glyphwright.geometry import Box, Point, Polygon, Transform, union_of

SCHEMA_VERSION = 1

MOST_ROWS, MOST_COLUMNS = 10_000, 1_000


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character; `alternatives` are (text, confidence) of what else it may be, likeliest first."""

    text: str
    polygon: Polygon
    confidence: float = 1.0
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space; `confidence` is the probability that all of them are right."""

    text: str
    polygon: Polygon
    confidence: float = 1.0
    glyphs: tuple[Glyph, ...] = ()
    space_after: bool = True

    @property
    def box(self) -> Box:
        return self.polygon.box


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a table something stands: its first row and column, from 0, and how many of each it takes.

    Raises ValueError for what no table can have, lest a damaged file ask for a grid beyond any memory.
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1

    def __post_init__(self) -> None:
        if min(self.row, self.column, self.row_span - 1, self.column_span - 1) < 0:
            raise ValueError(f"{self} is no place in a table: rows and columns count from 0, spans from 1")
        if self.row + self.row_span > MOST_ROWS or self.column + self.column_span > MOST_COLUMNS:
            raise ValueError(f"{self} is beyond a table of {MOST_ROWS} rows and {MOST_COLUMNS} columns")

    @property
    def slots(self) -> set[tuple[int, int]]:
        """All (row, column) that it takes."""
        down, across = range(self.row, self.row + self.row_span), range(self.column, self.column + self.column_span)
        return {(row, column) for row in down for column in across}


@dataclass(frozen=True, slots=True)
class Line:
    """Words in logical order. `baseline` runs in reading direction; `score` says how surely a line is there.

    `script` is an ISO 15924 code; a line in a script for which there is no reader has no words.
    `cell` is that of the table in which the line stands, None elsewhere; lines of one cell have equal ones.
    """

    words: tuple[Word, ...]
    polygon: Polygon
    baseline: tuple[Point, ...] = ()
    direction: str = "ltr"
    script: str = "Latn"
    score: float = 1.0
    cell: Cell | None = None

    @property
    def text(self) -> str:
        return "".join(word.text + (" " if word.space_after else "") for word in self.words).rstrip(" ")

    @property
    def confidence(self) -> float:
        """Mean confidence of its words, weighted by their length; 0 for a line without words."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0

    @property
    def box(self) -> Box:
        return self.polygon.box


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: kind is text, title, table, figure, header, footer, caption or list."""

    lines: tuple[Line, ...]
    polygon: Polygon
    kind: str = "text"
    score: float = 1.0

    @classmethod
    def around(cls, lines: tuple[Line, ...], kind: str = "text") -> "Block":
        """The block that just holds these lines, of which there must be one."""
        return cls(lines, union_of(line.box for line in lines).polygon, kind)

    @property
    def text(self) -> str:
        """Its lines; those that follow one another on one row, as in a table, stand on one row here too.

        Lines of which nothing could be read are left out.
        """
        lines = [line for line in self.lines if line.words]
        text, boxes = "", _upright_boxes(lines)
        for i, line in enumerate(lines):
            if i:
                text += "  " if continues_row(boxes[i - 1], boxes[i]) else "\n"
            text += line.text
        return text

    @property
    def cells(self) -> dict[Cell, str]:
        """The texts of its cells, row by row, lines joined by newlines; empty unless all lines tell their cell."""
        texts: dict[Cell, str] = {}
        for line in self.lines:
            if line.cell is None:
                return {}
            texts[line.cell] = f"{texts[line.cell]}\n{line.text}" if line.cell in texts else line.text
        return dict(sorted(texts.items(), key=lambda entry: (entry[0].row, entry[0].column)))

    @property
    def grid(self) -> tuple[tuple[str, ...], ...]:
        """The texts of its cells as rows of one length, "" where no cell starts; () unless all lines tell their cell.

        Of cells that start at one place, as damaged files have them, the texts follow each other on lines.
        """
        cells = self.cells
        n_rows = max((cell.row + cell.row_span for cell in cells), default=0)
        n_columns = max((cell.column + cell.column_span for cell in cells), default=0)
        rows = [[""] * n_columns for _ in range(n_rows)]
        for cell, text in cells.items():
            there = rows[cell.row][cell.column]
            rows[cell.row][cell.column] = f"{there}\n{text}" if there else text
        return tuple(map(tuple, rows))

    @property
    def box(self) -> Box:
        return self.polygon.box


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks in reading order; width and height are those of the source image in pixels, number counts from 1."""

    number: int
    width: int
    height: int
    blocks: tuple[Block, ...] = ()
    dpi: float | None = None
    rotation_degrees: int = 0

    @property
    def lines(self) -> Iterator[Line]:
        return (line for block in self.blocks for line in block.lines)

    @property
    def words(self) -> Iterator[Word]:
        return (word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        """Its lines, with an empty one between blocks."""
        return "\n\n".join(block.text for block in self.blocks if any(line.words for line in block.lines))

    def to_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "dpi": self.dpi,
            "rotation_degrees": self.rotation_degrees,
            "blocks": [
                {
                    "kind": block.kind,
                    "score": _short(block.score),
                    "polygon": _points(block.polygon.points),
                    "lines": [_line_to_dict(line) for line in block.lines],
                }
                for block in self.blocks
            ],
        }


@dataclass(frozen=True, slots=True)
class Document:
    """All pages of one source, and the names of the models that read them.

    `pages` is a tuple, or another sequence that never changes any more and makes its pages when they are asked for.
    """

    pages: Sequence[Page]
    source: str = ""
    models: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Its pages, each ended by a newline, with a form feed between them."""
        return "\f".join(page.text + "\n" for page in self.pages)

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema_version": SCHEMA_VERSION,
            "source": self.source,
            "models": list(self.models),
            "pages": [page.to_dict() for page in self.pages],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Document":
        """The inverse of `to_dict`; raises ValueError for another schema version and KeyError for what is missing."""
        if data["schema_version"] != SCHEMA_VERSION:
            raise ValueError(f"schema version {data['schema_version']} where {SCHEMA_VERSION} was expected")
        pages = tuple(_page_from_dict(page) for page in data["pages"])
        return cls(pages, data["source"], tuple(data["models"]))


def _upright_boxes(lines: Sequence[Line]) -> list[Box]:
    """The boxes of lines on a page turned by quarters so that most of their text runs to the right."""
    turn = Transform.quarter_turns(-quarters_turned(lines), 0, 0)
    return [turn(line.polygon).box for line in lines]


def quarters_turned(lines: Sequence[Line]) -> int:
    """By how many quarter turns clockwise, 0 to 3, most of their text is turned from running to the right."""
    known = [line.baseline for line in lines if line.baseline and line.direction != "rtl"]
    runs = np.array([np.subtract(baseline[-1], baseline[0]) for baseline in known])
    x, y = runs.sum(axis=0) if len(runs) else (1.0, 0.0)
    return round(float(np.arctan2(y, x)) / (np.pi / 2)) % 4


def continues_row(before: Box, after: Box) -> bool:
    """Whether a line stands to the right of another one, at the same height."""
    shared = min(before.bottom, after.bottom) - max(before.top, after.top)
    return after.left >= before.right and shared > 0.5 * min(before.height, after.height)


def _line_to_dict(line: Line) -> dict[str, Any]:
    return {
        "text": line.text,
        "confidence": _short(line.confidence),
        "score": _short(line.score),
        "direction": line.direction,
        "script": line.script,
        "polygon": _points(line.polygon.points),
        "baseline": _points(line.baseline),
        **({} if line.cell is None else {"cell": _cell_to_dict(line.cell)}),
        "words": [
            {
                "text": word.text,
                "confidence": _short(word.confidence),
                "space_after": word.space_after,
                "polygon": _points(word.polygon.points),
                "glyphs": [
                    {
                        "text": glyph.text,
                        "confidence": _short(glyph.confidence),
                        "polygon": _points(glyph.polygon.points),
                        "alternatives": [[text, _short(chance)] for text, chance in glyph.alternatives],
                    }
                    for glyph in word.glyphs
                ],
            }
            for word in line.words
        ],
    }


def _cell_to_dict(cell: Cell) -> dict[str, int]:
    return {"row": cell.row, "column": cell.column, "row_span": cell.row_span, "column_span": cell.column_span}


def _page_from_dict(data: dict[str, Any]) -> Page:
    blocks = tuple(
        Block(tuple(map(_line_from_dict, block["lines"])), _polygon(block["polygon"]), block["kind"], block["score"])
        for block in data["blocks"]
    )
    return Page(data["number"], data["width"], data["height"], blocks, data["dpi"], data["rotation_degrees"])


def _line_from_dict(data: dict[str, Any]) -> Line:
    words = tuple(_word_from_dict(word) for word in data["words"])
    baseline = _polygon(data["baseline"]).points
    cell = Cell(**{name: index(value) for name, value in data["cell"].items()}) if "cell" in data else None
    return Line(words, _polygon(data["polygon"]), baseline, data["direction"], data["script"], data["score"], cell)


def _word_from_dict(data: dict[str, Any]) -> Word:
    glyphs = tuple(
        Glyph(
            glyph["text"],
            _polygon(glyph["polygon"]),
            glyph["confidence"],
            tuple((text, chance) for text, chance in glyph["alternatives"]),
        )
        for glyph in data["glyphs"]
    )
    return Word(data["text"], _polygon(data["polygon"]), data["confidence"], glyphs, data["space_after"])


def _points(points: tuple[Point, ...]) -> list[list[float]]:
    return [[round(x, 2), round(y, 2)] for x, y in points]


def _polygon(points: list[list[float]]) -> Polygon:
    return Polygon(tuple((x, y) for x, y in points))


def _short(probability: float) -> float:
    return round(probability, 4)
