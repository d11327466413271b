"""What an evaluation gave → tables on a terminal."""

from collections.abc import Iterable, Sequence

from glyphwright.evaluate import ErrorShares, Evaluation, FindingEvaluation, OrderEvaluation, ShareEvaluation
from glyphwright.evaluate.judgement import FATES
from glyphwright.metrics import DetectionScore

SHOWN = 10

Row = tuple[str, ...]


def print_reading(evaluation: Evaluation, *, line: bool, timed: bool = True) -> None:
    """What was read: totals, and the worst images; without times where it had been read before."""
    totals = _reading_totals(evaluation, line=line)
    if timed:
        totals.append(("seconds, median", f"{evaluation.median_seconds:.3f}"))
    _print(f"{len(evaluation.results)} {'crops' if line else 'pages'}", ("measure", "value"), totals)
    worst = []
    for result in evaluation.worst_first[:SHOWN]:
        texts = (result.truth, result.output) if line else ()
        seconds = (f"{result.seconds:.2f}",) if timed else ()
        worst.append((result.name, f"{result.words.f1:.3f}", f"{result.characters.rate:.3f}", *seconds, *texts))
    columns = ("worst", "word F1", "CER", *(("seconds",) if timed else ()), *(("truth", "read") if line else ()))
    _print("", columns, worst)


def print_finding(evaluation: FindingEvaluation) -> None:
    """What was found: totals, and the worst pages."""
    n_words, n_pages = evaluation.n_words, len(evaluation.pages)
    rows: list[Row] = []
    if evaluation.lines is not None:
        rows += [_detection_row("lines at IoU 0.5", evaluation.lines[:1])]
        rows += [_detection_row("lines at IoU 0.50–0.95", evaluation.lines)]
    for fate in FATES:
        count = evaluation.count(fate)
        rows.append((f"words {fate}", f"{count / max(1, n_words):.4f}", str(count), f"{count / n_pages:.1f}"))
    for name, count in (("lines of several rows", evaluation.merges), ("false lines", evaluation.false_lines)):
        rows.append((name, f"{count / max(1, evaluation.n_found):.4f}", str(count), f"{count / n_pages:.1f}"))
    reachable = evaluation.reachable
    rows.append(("reachable word F1", f"{reachable.f1:.4f}", f"{reachable.precision:.4f} {reachable.recall:.4f}", ""))
    rows.append(("reachable CER", f"{evaluation.reachable_characters.rate:.4f}", "", ""))
    rows.append(("milliseconds on one thread", f"{evaluation.milliseconds:.0f}", "", ""))
    title = f"{evaluation.finder}: {n_pages} pages, {n_words} words, {evaluation.n_found} lines found"
    _print(title, ("measure", "share", "count", "a page"), rows)
    worst = [
        (
            page.path.name,
            f"{page.reachable.f1:.3f}",
            *(str(page.judgement.count(fate)) for fate in FATES[1:]),
            str(sum(page.judgement.merges)),
            str(sum(page.judgement.false)),
        )
        for page in evaluation.worst_first[:SHOWN]
    ]
    _print("", ("worst", "reachable", *FATES[1:], "merges", "false lines"), worst)


def print_order(evaluation: OrderEvaluation) -> None:
    """In which order the words are read: means of pages, and the worst pages."""
    rows = [
        (name, str(mean.n_pages), f"{mean.distance:.4f}", f"{mean.tau:.4f}", f"{mean.compared:.4f}")
        for name, mean in evaluation.means.items()
        if mean is not None
    ]
    _print("reading order", ("pages of", "pages", "edit distance", "Kendall τ", "words compared"), rows)
    worst = []
    for page in evaluation.worst_first[:SHOWN]:
        columns = "several" if page.columns else "one"
        edits = page.edits
        worst.append((page.path.name, columns, f"{edits.edits}", f"{edits.rate:.4f}", f"{page.tau:.4f}"))
    _print("", ("worst", "columns", "words out of order", "edit distance", "Kendall τ"), worst)


def print_shares(evaluation: ShareEvaluation) -> None:
    """Which stage errs: totals, and the worst pages."""
    texts = evaluation.texts
    both = texts.any_order, texts.reading_order
    names = (("all errors", "total"), ("missed, cut, merged", "finding"), ("false lines", "false_lines"))
    rows = [_share_row(label, name, both) for label, name in (*names, ("order", "order"), ("reading", "reading"))]
    _print(f"{len(evaluation.pages)} pages", ("errors", "1 − word F1", "", "word error rate", ""), rows)
    worst = []
    for page in evaluation.worst_first[:SHOWN]:
        shares = page.texts.reading_order
        values = (shares.total, shares.finding, shares.false_lines, shares.order, shares.reading)
        worst.append((page.finding.path.name, *(f"{value:.3f}" for value in values)))
    _print("", ("worst, word error rate", "all", "missed, cut, merged", "false lines", "order", "reading"), worst)


def _share_row(label: str, name: str, both: Iterable[ErrorShares]) -> Row:
    parts = [(getattr(shares, name), shares.total) for shares in both]
    return (label, *(text for part, total in parts for text in (f"{part:.4f}", f"{part / total:.0%}" if total else "")))


def _detection_row(label: str, scores: Sequence[DetectionScore]) -> Row:
    recall, precision, h_mean = (
        sum(getattr(score, name) for score in scores) / len(scores) for name in ("recall", "precision", "h_mean")
    )
    return (label, f"{h_mean:.4f}", f"recall {recall:.4f}", f"precision {precision:.4f}")


def _reading_totals(evaluation: Evaluation, *, line: bool) -> list[Row]:
    words, found = evaluation.words, evaluation.detection
    rows = [("exact", f"{evaluation.exact:.4f}"), ("letters and digits alone", f"{evaluation.letters:.4f}")]
    if not line:
        rows = [
            ("word F1", f"{words.f1:.4f}"),
            ("word precision, recall", f"{words.precision:.4f}  {words.recall:.4f}"),
            ("CER, median of pages", f"{evaluation.median_cer:.4f}"),
        ]
    rows.append(("CER, all characters", f"{evaluation.characters.rate:.4f}"))
    if found is not None:
        rows.append(("line precision, recall", f"{found.precision:.4f}  {found.recall:.4f}"))
    rows.append(("calibration error (ECE)", f"{evaluation.calibration_error:.4f}"))
    rows.append(("  of it by chance", f"{evaluation.calibration_floor:.4f}"))
    return [*rows]


def _print(title: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(*columns, title=title)
    for row in rows:
        table.add_row(*(escape(cell.strip()) for cell in row))
    Console().print(table)
