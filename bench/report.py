"""Results of `run.py` → the Markdown table that README.md shows between its markers."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from glyphwright.errors import OutputError

Result = dict[str, Any]


def newest_results(folder: Path) -> list[Result]:
    """The latest result of every set, the sets in order of their names."""
    newest: dict[str, Result] = {}
    for path in sorted(folder.glob("*.json")):
        result: Result = json.loads(path.read_text(encoding="utf-8"))
        newest[result["set"]] = result
    return [newest[name] for name in sorted(newest)]


def table(results: Sequence[Result]) -> str:
    """One column an engine and one row a measure, its best in bold; costs as ratios to the first engine too."""
    names = list(dict.fromkeys(name for result in results for name in result["engines"]))
    versions = {name: engine["version"] for result in results for name, engine in result["engines"].items()}
    rows = [["set", "measure", *(f"{name} {versions[name]}" for name in names)], ["---"] * (2 + len(names))]
    for result in results:
        measures = _CROPS if result["line"] else _PAGES
        title = f"{result['set']} ({result['images']})"
        for label, value, show, higher_is_better in measures:
            values = [value(result["engines"].get(name, {})) for name in names]
            if any(one is not None for one in values):
                rows.append([title, label, *_cells(values, show, higher_is_better)])
                title = ""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def as_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its first column to the left and the others to the right."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *rows))


def embed(path: Path, content: str, *, name: str = "bench") -> None:
    """Put this between the markers of a Markdown file; raises OutputError where they are missing."""
    before, _, after = _parts(path, name)
    begin, end = _markers(name)
    path.write_text(f"{before}{begin}\n{content}\n{end}{after}", encoding="utf-8")


def embedded(path: Path, *, name: str = "bench") -> str:
    """What `embed` put there."""
    return _parts(path, name)[1].strip()


def _markers(name: str) -> tuple[str, str]:
    return f"<!-- {name}:begin -->", f"<!-- {name}:end -->"


def _parts(path: Path, name: str) -> tuple[str, str, str]:
    """What a file has before, between and behind two markers."""
    begin, end = _markers(name)
    before, found, rest = path.read_text(encoding="utf-8").partition(begin)
    between, also_found, after = rest.partition(end)
    if not found or not also_found:
        raise OutputError(f"{path}: has no {begin} … {end}: put both where the table shall stand")
    return before, between, after


def _cells(values: Sequence[float | None], show: str, higher_is_better: bool) -> list[str]:
    given = [value for value in values if value is not None]
    best = max(given) if higher_is_better else min(given)
    cells = []
    for index, value in enumerate(values):
        if value is None:
            cells.append("")
            continue
        cell = format(value, show)
        if value == best:
            cell = f"**{cell}**"
        first = values[0]
        if show != _RATE and index and first:
            ratio = value / first
            cell += f" (× {ratio:{'.0f' if ratio >= 10 else '.1f' if ratio >= 1 else '.2f'}})"
        cells.append(cell)
    return cells


def _field(name: str) -> Callable[[dict[str, Any]], float | None]:
    return lambda engine: engine.get(name)


def _best_way(engine: dict[str, Any]) -> float | None:
    return max(engine["pages_a_minute"].values()) if "pages_a_minute" in engine else None


def _milliseconds(engine: dict[str, Any]) -> float | None:
    return 1000 * engine["seconds"] if "seconds" in engine else None


_RATE, _SECONDS, _WHOLE = ".3f", ".2f", ".0f"
_Measure = tuple[str, Callable[[dict[str, Any]], float | None], str, bool]
_MEMORY: _Measure = ("memory of one process, MB", _field("peak_mb"), _WHOLE, False)
_PAGES: tuple[_Measure, ...] = (
    ("word F1", _field("word_f1"), _RATE, True),
    ("CER, median of pages", _field("median_cer"), _RATE, False),
    ("CER, all characters", _field("cer"), _RATE, False),
    ("seconds a page", _field("seconds"), _SECONDS, False),
    ("pages a minute", _best_way, _WHOLE, True),
    _MEMORY,
)
_CROPS: tuple[_Measure, ...] = (
    ("exact", _field("exact"), _RATE, True),
    ("letters and digits, no case", _field("letters"), _RATE, True),
    ("milliseconds a crop", _milliseconds, _WHOLE, False),
    ("crops a minute", _best_way, _WHOLE, True),
    _MEMORY,
)
