"""Engine processes seen from outside: start one, hand it images, collect its answers."""

import contextlib
import json
import os
import queue
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any


class EngineFailedError(Exception):
    """An engine process that ended before it had answered."""


@dataclass(frozen=True, slots=True)
class Way:
    """How many processes read at once, and how many threads each may use."""

    processes: int
    threads: int

    @property
    def name(self) -> str:
        return f"{self.processes}×{self.threads}"


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """An engine and how it is used at its best.

    Args:
        name: As people call it.
        command: What serves it, to which the number of threads is appended.
        threads: For one page at a time.
        ways: For many pages; all are tried.
    """

    name: str
    command: tuple[str, ...]
    threads: int
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    seconds: float
    peak_mb: float


class Worker:
    """One engine process with a number of threads; `missing` says why there is none."""

    def __init__(self, spec: EngineSpec, threads: int) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
        self._name = spec.name
        self._process = subprocess.Popen(
            [*spec.command, "--threads", str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
        )
        greeting = self._receive()
        self.missing: str | None = greeting.get("missing")
        self.version: str = greeting.get("version", "")

    def read(self, image: Path, *, line: bool) -> Answer:
        assert self._process.stdin is not None
        # A broken pipe shows when the answer is missing, with the exit code.
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({"image": str(image), "line": line}) + "\n")
            self._process.stdin.flush()
        return Answer(**self._receive())

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        # An engine that has ended takes no more requests; whoever waited for its answer has been told.
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise EngineFailedError(f"{self._name} ended with exit code {self._process.wait()}: see its message above")
        message: dict[str, Any] = json.loads(line)
        return message


def pages_a_minute(spec: EngineSpec, way: Way, images: Sequence[Path], *, line: bool) -> float:
    """Let the processes of this way read all images as they come free; their start and first page do not count."""
    free: queue.SimpleQueue[Worker] = queue.SimpleQueue()

    def read(image: Path) -> None:
        worker = free.get()
        try:
            worker.read(image, line=line)
        finally:
            free.put(worker)

    with contextlib.ExitStack() as stack, ThreadPoolExecutor(way.processes) as pool:
        for _ in range(way.processes):
            worker = stack.enter_context(Worker(spec, way.threads))
            worker.read(images[0], line=line)
            free.put(worker)
        start = time.perf_counter()
        for done in [pool.submit(read, image) for image in images]:
            done.result()
        return 60 * len(images) / (time.perf_counter() - start)
