"""`python bench/engines.py NAME`: requests as JSON lines → what one engine reads, with seconds and memory.

Each engine runs in a process of its own, under whatever Python it is installed for; nothing but the standard library
is needed to start. A request is {"image": path, "line": bool}, the answer {"text", "seconds", "peak_mb"}; the first
line that is written is {"version"} or {"missing"}.
"""

import argparse
import importlib.metadata
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TextIO


class Engine(Protocol):
    """Reads an image file: a page, or a crop of one line."""

    version: str

    def read(self, image: str, *, line: bool) -> str: ...

    def peak_mb(self) -> float: ...


class EngineMissingError(Exception):
    """An engine that is not installed here."""


class Glyphwright:
    def __init__(self, threads: int, language: str) -> None:
        try:
            import cv2

            from glyphwright.errors import GlyphwrightError
            from glyphwright.options import ReadOptions
            from glyphwright.pipeline import make_reader
        except ImportError as error:
            raise EngineMissingError(f"glyphwright cannot be imported: {error}") from error
        cv2.setNumThreads(threads)
        self.version = _version_of("glyphwright")
        try:
            self._reader = make_reader(ReadOptions(threads=threads))
        except GlyphwrightError as error:
            raise EngineMissingError(str(error)) from error

    def read(self, image: str, *, line: bool) -> str:
        return self._reader.read_line(image).text if line else self._reader.read(image).text

    def peak_mb(self) -> float:
        return own_peak_mb()


class Tesseract:
    """One process a page, as its command line works; page segmentation 3 for pages and 8 for crops of a word."""

    def __init__(self, threads: int, language: str) -> None:
        program = shutil.which("tesseract")
        if program is None:
            raise EngineMissingError("no tesseract on the search path: install tesseract-ocr")
        self._program, self._language = program, language
        self._environment = {**os.environ, "OMP_THREAD_LIMIT": str(threads)}
        self.version = self._run("--version").split()[1]
        if language not in self._run("--list-langs").split():
            raise EngineMissingError(f"tesseract has no data for {language}: name another with --language")

    def read(self, image: str, *, line: bool) -> str:
        return self._run(image, "-", "-l", self._language, "--psm", "8" if line else "3")

    def peak_mb(self) -> float:
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

    def _run(self, *arguments: str) -> str:
        command = [self._program, *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise RuntimeError(f"tesseract failed on {arguments[0]}: {done.stderr.strip()}")
        return done.stdout


class RapidOcr:
    """With the models of its wheel and without its direction classifier, which costs time and turns clean lines."""

    def __init__(self, threads: int, language: str) -> None:
        try:
            import cv2
            from rapidocr import RapidOCR
        except ImportError as error:
            raise EngineMissingError(f"rapidocr cannot be imported: {error}") from error
        cv2.setNumThreads(threads)
        self.version = _version_of("rapidocr")
        self._engine = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.use_cls": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def read(self, image: str, *, line: bool) -> str:
        # Its options stick from call to call, so every call gives them all.
        result = self._engine(image, use_det=not line, use_cls=False, use_rec=True)
        if result.txts is None:
            return ""
        return " ".join(result.txts) if line else join_lines(result.boxes.tolist(), result.txts)

    def peak_mb(self) -> float:
        return own_peak_mb()


ENGINES: dict[str, Callable[[int, str], Engine]] = {
    "glyphwright": Glyphwright,
    "tesseract": Tesseract,
    "rapidocr": RapidOcr,
}


def join_lines(boxes: Sequence[Sequence[Sequence[float]]], texts: Sequence[str]) -> str:
    """Join boxes, given by their corners, into lines from top to bottom where they overlap by half their height."""
    spans = [(min(y for _, y in box), max(y for _, y in box), min(x for x, _ in box)) for box in boxes]
    lines: list[list[tuple[float, float, float, str]]] = []
    for (top, bottom, left), text in sorted(zip(spans, texts, strict=True), key=lambda item: item[0]):
        for line in lines:
            line_top, line_bottom, _, _ = line[0]
            shared = min(bottom, line_bottom) - max(top, line_top)
            if shared >= 0.5 * min(bottom - top, line_bottom - line_top):
                line.append((top, bottom, left, text))
                break
        else:
            lines.append([(top, bottom, left, text)])
    return "\n".join(" ".join(text for *_, text in sorted(line, key=lambda part: part[2])) for line in lines)


def own_peak_mb() -> float:
    """The most memory that this process has had resident, its libraries included."""
    status = Path("/proc/self/status")
    if status.exists():
        fields = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
        return int(fields["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def serve(make: Callable[[], Engine], requests: TextIO, answers: TextIO) -> None:
    """Make the engine and answer until the requests end."""

    def answer(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    try:
        engine = make()
    except EngineMissingError as error:
        answer({"missing": str(error)})
        return
    answer({"version": engine.version})
    for request in map(json.loads, requests):
        start = time.perf_counter()
        text = engine.read(request["image"], line=request["line"])
        answer({"text": text, "seconds": time.perf_counter() - start, "peak_mb": engine.peak_mb()})


def _version_of(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "from source"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=ENGINES)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--language", default="eng", help="which Tesseract reads")
    arguments = parser.parse_args()
    # What an engine prints on standard output must not stand between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(lambda: ENGINES[arguments.name](arguments.threads, arguments.language), sys.stdin, answers)


if __name__ == "__main__":
    main()
