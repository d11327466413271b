"""Sources → documents in their order, read in this process or page by page in several.

A process has models of its own, which use one thread each. Only a few pages are under way at any time, so memory does
not grow with the number of documents; with that of the pages of one it grows by what was read, some megabyte a page.
"""

import multiprocessing
import os
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from glyphwright.acquire import list_pages, load_bytes, open_pages
from glyphwright.errors import GlyphwrightError, ModelError, OptionError, PageRangeError
from glyphwright.options import ReadOptions
from glyphwright.page import Document, Page
from glyphwright.pipeline import Reader
from glyphwright.stages import PageImage

OpenReader = Callable[[ReadOptions], Reader]
Progress = Callable[[int, int], None]

_PAGES_PER_PROCESS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: its document, of the pages that could be read, and the errors about all else.

    There is no document where there is no such page. `content` is what was read from standard input or a web address,
    which cannot be asked twice; None of a file.
    """

    source: str | Path
    document: Document | None = None
    errors: tuple[GlyphwrightError, ...] = ()
    content: bytes | None = None


def read_documents(
    sources: Sequence[str | Path],
    open_reader: OpenReader,
    options: ReadOptions,
    *,
    line: bool = False,
    jobs: int = 1,
    progress: Progress = lambda done, total: None,
) -> Iterator[Outcome]:
    """Read sources one after the other; a source, or a page of one, that cannot be read does not stop the others.

    What is read does not depend on `jobs`.

    Args:
        sources: Paths, web addresses, or "-" for standard input.
        open_reader: Makes the reader, in each process anew, so it must be of a module's top level or a partial of such.
        options: For every source alike.
        line: Every page is one line or word.
        jobs: How many processes read; 1 for this one alone, with as many threads as the options say.
        progress: Told after each page how many are done and how many there are as far as is known, where a source
            that was not opened yet counts as one page.

    Raises:
        OptionError, ModelError: What is wrong for every source alike.
        GlyphwrightError: A process died.
    """
    if jobs == 1:
        yield from _in_turn(sources, open_reader(options), options, line, _Count(len(sources), progress))
        return
    one_thread = replace(options, threads=1)
    # Opened here too, because a pool cannot tell why its processes would not start.
    models = _models(open_reader(one_thread), line)
    start = (open_reader, one_thread, line)
    with _pool(jobs, start) as pool:
        gathered = _Gathered(models, _Count(len(sources), progress))
        yield from _side_by_side(sources, one_thread, pool, gathered, limit=jobs * _PAGES_PER_PROCESS)


@dataclass(slots=True)
class _Count:
    """How far the reading is, told to whoever watches."""

    total: int
    tell: Progress
    done: int = 0

    def opened(self, n_pages: int) -> None:
        self.total += n_pages - 1
        self.tell(self.done, self.total)

    def read(self) -> None:
        self.done += 1
        self.tell(self.done, self.total)

    def gave_up(self) -> None:
        self.total -= 1
        self.tell(self.done, self.total)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A source that can be asked again and again, what messages call it, and which pages are wanted."""

    source: str | Path
    name: str
    content: bytes | None
    numbers: list[int]

    @classmethod
    def of(cls, source: str | Path, options: ReadOptions) -> "_Opened":
        name, content = str(source), None
        if not isinstance(source, Path):
            content, name = load_bytes(source)
        numbers = list_pages(source if content is None else content, options=options, name=name)
        return cls(source, name, content, numbers)

    @property
    def readable(self) -> Path | bytes:
        return Path(self.source) if self.content is None else self.content

    def images(self, options: ReadOptions) -> Iterator[PageImage | GlyphwrightError]:
        """The pages that are wanted; for one that cannot be opened, the error."""
        left = deque(self.numbers)
        while left:
            wanted = replace(options, pages=",".join(map(str, left)))
            try:
                for image in open_pages(self.readable, options=wanted, name=self.name):
                    left.popleft()
                    yield image
                    del image
            except GlyphwrightError as error:
                left.popleft()
                yield error

    def outcome(self, pages: Sequence[Page], errors: Sequence[GlyphwrightError], models: tuple[str, ...]) -> Outcome:
        document = Document(tuple(pages), self.name, models) if pages else None
        return Outcome(self.source, document, tuple(errors), self.content)


def _in_turn(
    sources: Sequence[str | Path], reader: Reader, options: ReadOptions, line: bool, count: _Count
) -> Iterator[Outcome]:
    models = _models(reader, line)
    read = reader.read_line_page if line else reader.read_page
    for source in sources:
        try:
            opened = _Opened.of(source, options)
        except GlyphwrightError as error:
            count.gave_up()
            yield Outcome(source, errors=(_of_one_source(error),))
            continue
        count.opened(len(opened.numbers))
        pages, errors = [], []
        for image in opened.images(options):
            try:
                if isinstance(image, GlyphwrightError):
                    raise image
                pages.append(read(image))
                count.read()
            except GlyphwrightError as error:
                errors.append(_of_one_source(error))
                count.gave_up()
            del image
        yield opened.outcome(pages, errors, models)


@contextmanager
def _pool(jobs: int, start: tuple[OpenReader, ReadOptions, bool]) -> Iterator[ProcessPoolExecutor]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker, initargs=start)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise GlyphwrightError(
            "a process that was reading ended all at once, perhaps for want of memory: use fewer jobs or a lower dpi"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _side_by_side(
    sources: Sequence[str | Path], options: ReadOptions, pool: ProcessPoolExecutor, gathered: "_Gathered", *, limit: int
) -> Iterator[Outcome]:
    under_way: deque[_Step] = deque()
    for step in _steps(sources, options, gathered.count):
        if step.opened is not None:
            step.page = pool.submit(_read_page, step.opened.readable, step.opened.name, step.number)
        under_way.append(step)
        if len(under_way) >= limit:
            yield from gathered.add(under_way.popleft())
    while under_way:
        yield from gathered.add(under_way.popleft())


@dataclass(slots=True)
class _Step:
    """One page of a source, or the error because of which none of its pages can be read."""

    source: str | Path
    opened: _Opened | None = None
    number: int = 0
    error: GlyphwrightError | None = None
    page: "Future[Page] | None" = None


def _steps(sources: Sequence[str | Path], options: ReadOptions, count: _Count) -> Iterator[_Step]:
    for source in sources:
        try:
            opened = _Opened.of(source, options)
        except GlyphwrightError as error:
            count.gave_up()
            yield _Step(source, error=error)
            continue
        count.opened(len(opened.numbers))
        for number in opened.numbers:
            yield _Step(source, opened, number)


@dataclass(slots=True)
class _Gathered:
    """The pages of the source whose turn it is, until they are complete."""

    models: tuple[str, ...]
    count: _Count
    pages: list[Page] = field(default_factory=list)
    errors: list[GlyphwrightError] = field(default_factory=list)

    def add(self, step: _Step) -> Iterator[Outcome]:
        """Take the next page in order; gives an outcome when a source is done."""
        if step.opened is None or step.page is None:
            error = step.error or GlyphwrightError(f"{step.source}: cannot be read")
            yield Outcome(step.source, errors=(_of_one_source(error),))
            return
        try:
            self.pages.append(step.page.result())
            self.count.read()
        except GlyphwrightError as error:
            self.errors.append(_of_one_source(error))
            self.count.gave_up()
        if step.number == step.opened.numbers[-1]:
            yield step.opened.outcome(self.pages, self.errors, self.models)
            self.pages.clear()
            self.errors.clear()


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a process reads with."""

    reader: Reader
    line: bool


# Set once in each process, when it starts; a pool offers its functions no other place to find what they work with.
_worker: _Worker | None = None


def _start_worker(open_reader: OpenReader, options: ReadOptions, line: bool) -> None:
    """Begin a process that uses one thread for everything and ends when it is interrupted or its parent ends."""
    import cv2

    global _worker
    # A Ctrl-C comes to every process: here it ends what nobody waits for any more, without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    warnings.filterwarnings("ignore", module="PIL")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    cv2.setNumThreads(1)
    _worker = _Worker(open_reader(options), line)


def _read_page(source: Path | bytes, name: str, number: int) -> Page:
    """Read one page of a source."""
    if _worker is None:
        raise RuntimeError("this process was not started to read")
    reader = _worker.reader
    (image,) = open_pages(source, options=replace(reader.options, pages=str(number)), name=name)
    return reader.read_line_page(image) if _worker.line else reader.read_page(image)


def _end_with_parent() -> None:
    """Let no process outlive the one that started it, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _of_one_source(error: GlyphwrightError) -> GlyphwrightError:
    """The error, if it concerns one source; one that every source would meet is raised."""
    if isinstance(error, ModelError) or (isinstance(error, OptionError) and not isinstance(error, PageRangeError)):
        raise error
    return error


def _models(reader: Reader, line: bool) -> tuple[str, ...]:
    return (reader.reader.name,) if line else (reader.finder.name, reader.reader.name)
