"""What a reader made of held-out lines before and after training → a page that a person can read (one HTML file)."""

import base64
import difflib
import html
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glyphwright.metrics import EditScore, cer, exact_match, wer

WORST = 30
CONFUSIONS = 25

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #111 }
table { border-collapse: collapse; margin: 1rem 0 } td, th { padding: .2rem .9rem .2rem 0; text-align: left }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
figure { margin: 1.2rem 0; border-top: 1px solid #ccc; padding-top: .6rem } img { max-width: 100% }
.text { font-family: ui-monospace, monospace; white-space: pre-wrap } .name { color: #666; font-size: .85rem }
del { background: #fbd5d5; text-decoration: none } ins { background: #d4ecd4; text-decoration: none }
"""


@dataclass(frozen=True, slots=True, eq=False)
class LineResult:
    """A held-out line: its name, crop (h, w), what it says, and what was read before and after."""

    name: str
    crop: NDArray[np.uint8]
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """The new model file, how many lines it learnt from, which were left out, and how the others were read."""

    model: Path
    n_learnt: int
    left_out: tuple[str, ...]
    readings: tuple[LineResult, ...]

    def scores(self) -> list[tuple[str, float, float]]:
        """Measures with their values before and after: lines read exactly, character and word error rates."""
        rows = []
        for name, measure in _MEASURES.items():
            before, after = (
                measure([(result.text, said(result)) for result in self.readings])
                for said in (lambda result: result.before, lambda result: result.after)
            )
            rows.append((name, before, after))
        return rows

    def confusions(self) -> list[tuple[str, str, int]]:
        """(written, read, how often) after training, the commonest first; "" where something was missed or added."""
        counts = Counter(pair for result in self.readings for pair in confusions(result.text, result.after))
        return [(*pair, count) for pair, count in counts.most_common(CONFUSIONS)]

    def worst(self) -> list[LineResult]:
        """The lines with the most errors for their length after training."""
        wrong = [result for result in self.readings if result.after != result.text]
        return sorted(wrong, key=lambda result: -cer(result.after, result.text).rate)[:WORST]


def _exact(pairs: Sequence[tuple[str, str]]) -> float:
    return float(np.mean([exact_match(said, text).exact for text, said in pairs]))


def _rate(measure: Callable[[str, str], EditScore]) -> Callable[[Sequence[tuple[str, str]]], float]:
    return lambda pairs: sum((measure(said, text) for text, said in pairs), EditScore()).rate


_MEASURES: dict[str, Callable[[Sequence[tuple[str, str]]], float]] = {
    "lines read exactly": _exact,
    "character error rate": _rate(cer),
    "word error rate": _rate(wer),
}


def confusions(text: str, said: str) -> list[tuple[str, str]]:
    """What was written and what was read in its place, for every part of a line that differs."""
    matcher = difflib.SequenceMatcher(a=text, b=said, autojunk=False)
    found = []
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        if kind == "replace" and a1 - a0 == b1 - b0:
            found += list(zip(text[a0:a1], said[b0:b1], strict=True))
        elif kind != "equal":
            found.append((text[a0:a1], said[b0:b1]))
    return found


def write_report(report: Report, path: Path, *, curves: Path) -> None:
    """Write the page, its pictures inside."""
    rows = "".join(
        f"<tr><td>{name}</td><td class=number>{before:.2%}</td><td class=number>{after:.2%}</td></tr>"
        for name, before, after in report.scores()
    )
    pairs = "".join(
        f"<tr><td class=text>{_shown(written)}</td><td class=text>{_shown(said)}</td><td class=number>{count}</td></tr>"
        for written, said, count in report.confusions()
    )
    lines = "".join(map(_line, report.worst()))
    left = f"<p>Left out, because they have no text or are marked so: {len(report.left_out)}.</p>"
    path.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(report.model.stem)}</title>"
        f"<style>{_STYLE}</style><h1>{html.escape(report.model.stem)}</h1>"
        f"<p>Learnt from {report.n_learnt} lines, measured on {len(report.readings)} others. "
        f"Read pages with it: <code>glyphwright page.png --reader {html.escape(str(report.model))}</code></p>"
        f"{left if report.left_out else ''}"
        f"<table><tr><th>on the lines held out</th><th class=number>before</th><th class=number>after</th></tr>{rows}"
        f"</table><h2>While it learnt</h2><img alt='curves' src='{_inline(curves.read_bytes())}'>"
        f"<h2>Taken for one another</h2><table><tr><th>written</th><th>read</th><th class=number>times</th></tr>{pairs}"
        f"</table><h2>The worst lines</h2>{lines or '<p>None: all were read as they are written.</p>'}</html>\n",
        encoding="utf-8",
    )


def _line(result: LineResult) -> str:
    import cv2

    picture = cv2.imencode(".png", result.crop)[1].tobytes()
    return (
        f"<figure><img alt='' src='{_inline(picture)}'><div class=text>{html.escape(result.text)}</div>"
        f"<div class=text>{_marked(result.text, result.after)}</div>"
        f"<div class=name>{html.escape(result.name)}</div></figure>"
    )


def _marked(text: str, said: str) -> str:
    """What was read, with what is missing and what is too much marked."""
    parts = []
    for kind, a0, a1, b0, b1 in difflib.SequenceMatcher(a=text, b=said, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(html.escape(said[b0:b1]))
            continue
        if a1 > a0:
            parts.append(f"<del>{html.escape(text[a0:a1])}</del>")
        if b1 > b0:
            parts.append(f"<ins>{html.escape(said[b0:b1])}</ins>")
    return "".join(parts)


def _shown(text: str) -> str:
    return html.escape(text.replace(" ", "␣")) or "<i>nothing</i>"


def _inline(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
