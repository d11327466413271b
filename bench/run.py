"""`python -m bench.run FOLDER`: pages with their truth → accuracy, speed and memory of several engines side by side.

All engines take turns page by page, so that whatever else the machine does falls on all of them. How they are used is
in README.md beside this file.
"""

import argparse
import contextlib
import datetime
import json
import os
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.report import embed, newest_results, table
from bench.workers import Answer, EngineFailedError, EngineSpec, Way, Worker, pages_a_minute
from glyphwright import metrics
from glyphwright.datasets import Sample, read_truth_folder
from glyphwright.errors import GlyphwrightError

_HERE = Path(__file__).parent
_QUIET_LOAD = 0.5


@dataclass(frozen=True, slots=True)
class Task:
    """What all engines do: read these samples, as crops or as pages, compared with or without case."""

    name: str
    samples: tuple[Sample, ...]
    line: bool = False
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class _Score:
    words: metrics.WordScore
    characters: metrics.EditScore
    match: metrics.Match
    answer: Answer


def specifications(*, threads: int, language: str, rapidocr_python: str) -> list[EngineSpec]:
    """The engines that are compared, each with its best use of this many threads."""
    server = str(_HERE / "engines.py")
    both = (Way(threads, 1), Way(1, threads))
    tesseract = (sys.executable, server, "tesseract", "--language", language)
    return [
        EngineSpec("glyphwright", (sys.executable, server, "glyphwright"), threads, both),
        # More OpenMP threads make Tesseract slower as soon as anything else uses a core.
        EngineSpec("Tesseract", tesseract, 1, (Way(threads, 1),)),
        EngineSpec("RapidOCR", (rapidocr_python, server, "rapidocr"), threads, both),
    ]


def compare(specs: Sequence[EngineSpec], task: Task) -> dict[str, Any]:
    """Let the engines that are here read all samples in turns: accuracy, seconds, memory, and who is missing."""
    with contextlib.ExitStack() as stack:
        workers: dict[str, Worker] = {}
        missing: dict[str, str] = {}
        for spec in specs:
            worker = stack.enter_context(Worker(spec, spec.threads))
            if worker.missing is None:
                workers[spec.name] = worker
            else:
                missing[spec.name] = worker.missing
        rounds = _in_turns(workers, task)
    engines = {
        name: {"version": worker.version, **_totals([scores[name] for scores in rounds])}
        for name, worker in workers.items()
    }
    pages = [_page(sample, scores) for sample, scores in zip(task.samples, rounds, strict=True)]
    return {"engines": engines, "missing": missing, "pages": pages}


def throughput(specs: Sequence[EngineSpec], task: Task, *, limit: int) -> dict[str, dict[str, float]]:
    """Pages a minute of each engine in each of its ways, over the first so many samples."""
    images = [sample.path for sample in task.samples[:limit]]
    return {
        spec.name: {way.name: round(pages_a_minute(spec, way, images, line=task.line), 2) for way in spec.ways}
        for spec in specs
    }


def _in_turns(workers: Mapping[str, Worker], task: Task) -> list[dict[str, _Score]]:
    """Every engine reads each sample, another one first each time; a first reading of one page goes unmeasured."""
    names = list(workers)
    for name in names:
        workers[name].read(task.samples[0].path, line=task.line)
    rounds = []
    for index, sample in enumerate(task.samples):
        first = index % max(1, len(names))
        answers = {name: workers[name].read(sample.path, line=task.line) for name in names[first:] + names[:first]}
        rounds.append({name: _score(answer, sample, ignore_case=task.ignore_case) for name, answer in answers.items()})
        _tell(f"{index + 1} of {len(task.samples)} {sample.path.name}")
    return rounds


def _score(answer: Answer, sample: Sample, *, ignore_case: bool) -> _Score:
    return _Score(
        metrics.word_f1(answer.text, sample.text, ignore_case=ignore_case),
        metrics.cer(answer.text, sample.text, ignore_case=ignore_case),
        metrics.exact_match(answer.text, sample.text),
        answer,
    )


def _totals(scores: Sequence[_Score]) -> dict[str, float]:
    seconds = [score.answer.seconds for score in scores]
    totals = {
        "word_f1": sum((score.words for score in scores), metrics.WordScore()).f1,
        "median_cer": statistics.median_high(score.characters.rate for score in scores),
        "cer": sum((score.characters for score in scores), metrics.EditScore()).rate,
        "exact": statistics.fmean(score.match.exact for score in scores),
        "letters": statistics.fmean(score.match.letters for score in scores),
        "seconds": statistics.fmean(seconds),
        "median_seconds": statistics.median(seconds),
        "peak_mb": max(score.answer.peak_mb for score in scores),
    }
    return {name: round(value, 4) for name, value in totals.items()}


def _page(sample: Sample, scores: Mapping[str, _Score]) -> dict[str, Any]:
    """What each engine made of one sample: word F1, CER, seconds."""
    rows = {name: (score.words.f1, score.characters.rate, score.answer.seconds) for name, score in scores.items()}
    return {"name": sample.path.name, **{name: [round(value, 4) for value in row] for name, row in rows.items()}}


def _machine() -> dict[str, Any]:
    processor = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text(encoding="utf-8").splitlines()
        processor = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), processor)
    return {"processor": processor, "cores": os.cpu_count(), "system": platform.system(), "load": os.getloadavg()[0]}


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


def _rapidocr_python() -> str:
    beside = _HERE.parent / ".venv-rapidocr" / "bin" / "python"
    return str(beside) if beside.exists() else sys.executable


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=_HERE.parent / "examples", help="with a truth.json")
    parser.add_argument("--select", help="only some images: a slice (80:120, ::10) or globs")
    parser.add_argument("--line", action="store_true", help="the images are crops of one word")
    parser.add_argument("--ignore-case", action="store_true", help="compare without regard to case")
    parser.add_argument("--language", default="eng", help="which Tesseract reads")
    parser.add_argument("--threads", type=int, default=2, help="what one engine may use altogether")
    parser.add_argument("--throughput", type=int, default=20, metavar="N", help="pages of that part, 0 for none")
    parser.add_argument("--rapidocr-python", default=_rapidocr_python(), help="the Python that has rapidocr")
    parser.add_argument("--results", type=Path, default=_HERE / "results", help="folder for the JSON")
    parser.add_argument("--table", type=Path, help="file whose table between the markers is brought up to date")
    return parser.parse_args()


def _run(arguments: argparse.Namespace) -> None:
    samples = tuple(read_truth_folder(arguments.folder, select=arguments.select))
    task = Task(arguments.folder.resolve().name, samples, arguments.line, arguments.ignore_case)
    specs = specifications(
        threads=arguments.threads, language=arguments.language, rapidocr_python=arguments.rapidocr_python
    )
    machine = _machine()
    if machine["load"] > _QUIET_LOAD:
        _tell(f"the machine is busy (load {machine['load']:.1f}): its seconds will mean little")
    result = compare(specs, task)
    for name, reason in result["missing"].items():
        _tell(f"{name} is left out: {reason}")
    here = [spec for spec in specs if spec.name in result["engines"]]
    for name, ways in (throughput(here, task, limit=arguments.throughput) if arguments.throughput else {}).items():
        result["engines"][name]["pages_a_minute"] = ways
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    about = {"date": today, "set": task.name, "images": len(samples), "line": task.line, "threads": arguments.threads}
    arguments.results.mkdir(parents=True, exist_ok=True)
    path = arguments.results / f"{today}-{task.name}.json"
    path.write_text(json.dumps({**about, "machine": machine, **result}, indent=1) + "\n", encoding="utf-8")
    print(table([json.loads(path.read_text(encoding="utf-8"))]))
    if arguments.table is not None:
        embed(arguments.table, table(newest_results(arguments.results)))


def main() -> int:
    try:
        _run(_arguments())
    except GlyphwrightError as error:
        _tell(str(error))
        return error.exit_code
    except EngineFailedError as error:
        _tell(str(error))
        return 7
    return 0


if __name__ == "__main__":
    sys.exit(main())
