"""Sources → documents in their order, read in this process or page by page in several.

A process has models of its own, which use one thread each. Only a few pages are under way at any time, so memory does
not grow with the number of documents; with that of the pages of one it grows by what was read, a tenth of a megabyte a
page. What came from standard input or the network lies in a temporary file while several processes read it.
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
from tempfile import TemporaryDirectory

from glyphwright.acquire import list_pages, load_bytes, open_pages
from glyphwright.batch.held_pages import HeldPages, pack
from glyphwright.errors import FileAccessError, GlyphwrightError, ModelError, OptionError, PageRangeError
from glyphwright.export import check_source
from glyphwright.options import ReadOptions
from glyphwright.page import Document
from glyphwright.pipeline import Reader
from glyphwright.stages import PageImage

OpenReader = Callable[[ReadOptions], Reader]
Progress = Callable[[int, int], None]

_PAGES_PER_PROCESS = 3
_HEAD_BYTES = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How to go about many documents.

    Args:
        line: Every page is one line or word.
        jobs: How many processes read; 1 for this one alone, with as many threads as the options of reading say.
        formats: What becomes of the documents; sources that none of these formats can hold are not read, but refused.
    """

    line: bool = False
    jobs: int = 1
    formats: tuple[str, ...] = ()


_ALONE = BatchOptions()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: its document, of the pages that could be read, and the errors about all else.

    There is no document where there is no such page. `content` is what was read from standard input, a pipe or a web
    address, which cannot be asked twice; None of a file.
    """

    source: str | Path
    document: Document | None = None
    errors: tuple[GlyphwrightError, ...] = ()
    content: bytes | None = None


def read_documents(
    sources: Sequence[str | Path],
    open_reader: OpenReader,
    options: ReadOptions,
    batch: BatchOptions = _ALONE,
    *,
    progress: Progress = lambda done, total: None,
) -> Iterator[Outcome]:
    """Read sources one after the other; a source, or a page of one, that cannot be read does not stop the others.

    What is read does not depend on `batch.jobs`.

    Args:
        sources: Paths, web addresses, or "-" for standard input.
        open_reader: Makes the reader, in each process anew, so it must be of a module's top level or a partial of such.
        options: For every source alike.
        batch: In which way.
        progress: Told after each page how many are done and how many there are as far as is known, where a source
            that was not opened yet counts as one page.

    Raises:
        OptionError, ModelError: What is wrong for every source alike.
        GlyphwrightError: A process died.
    """
    count = _Count(len(sources), progress)
    if batch.jobs == 1:
        yield from _in_turn(_open(sources, options, batch, count), open_reader(options), batch.line, count)
        return
    one_thread = replace(options, threads=1)
    # Opened here too, because a pool cannot tell why its processes would not start.
    models = _models(open_reader(one_thread), batch.line)
    start = (open_reader, one_thread, batch.line)
    opened = _open(sources, one_thread, batch, count)
    with _pool(batch.jobs, start) as pool:
        yield from _side_by_side(opened, pool, _Gathered(models, count), limit=batch.jobs * _PAGES_PER_PROCESS)


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
    def of(cls, source: str | Path, options: ReadOptions, formats: Sequence[str]) -> "_Opened":
        name, content = str(source), None
        if not (isinstance(source, Path) and source.is_file()):
            content, name = load_bytes(source)
        numbers = list_pages(source if content is None else content, options=options, name=name)
        opened = cls(source, name, content, numbers)
        check_source(formats, name=name, n_pages=len(numbers), head=opened.head())
        return opened

    def head(self) -> bytes:
        """Its first bytes, which tell a PDF from an image."""
        if self.content is not None:
            return self.content
        with Path(self.source).open("rb") as stream:
            return stream.read(_HEAD_BYTES)

    def images(self, options: ReadOptions) -> Iterator[PageImage | GlyphwrightError]:
        """The pages that are wanted; for one that cannot be opened, the error."""
        readable = Path(self.source) if self.content is None else self.content
        left = deque(self.numbers)
        while left:
            wanted = replace(options, pages=",".join(map(str, left)))
            try:
                for image in open_pages(readable, options=wanted, name=self.name):
                    left.popleft()
                    yield image
                    del image
            except GlyphwrightError as error:
                left.popleft()
                yield error

    def outcome(self, pages: HeldPages, errors: Sequence[GlyphwrightError], models: tuple[str, ...]) -> Outcome:
        document = Document(pages, self.name, models) if pages else None
        return Outcome(self.source, document, tuple(errors), self.content)


def _open(
    sources: Sequence[str | Path], options: ReadOptions, batch: BatchOptions, count: _Count
) -> Iterator[_Opened | Outcome]:
    """The sources one after the other; what became of one that cannot be opened."""
    for source in sources:
        try:
            opened = _Opened.of(source, options, batch.formats)
        except GlyphwrightError as error:
            count.gave_up()
            yield Outcome(source, errors=(_of_one_source(error),))
            continue
        count.opened(len(opened.numbers))
        yield opened


def _in_turn(sources: Iterator[_Opened | Outcome], reader: Reader, line: bool, count: _Count) -> Iterator[Outcome]:
    models = _models(reader, line)
    read = reader.read_line_page if line else reader.read_page
    for opened in sources:
        if isinstance(opened, Outcome):
            yield opened
            continue
        pages, errors = HeldPages(), []
        for image in opened.images(reader.options):
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
    sources: Iterator[_Opened | Outcome], pool: ProcessPoolExecutor, gathered: "_Gathered", *, limit: int
) -> Iterator[Outcome]:
    under_way: deque[_Step | Outcome] = deque()
    with _Files() as files:
        for step in _steps(sources, pool, files):
            under_way.append(step)
            if len(under_way) >= limit:
                yield from gathered.add(under_way.popleft())
        while under_way:
            yield from gathered.add(under_way.popleft())


@dataclass(frozen=True, slots=True)
class _Step:
    """One page of a source, which lies in a file of ours if it was no file."""

    opened: _Opened
    number: int
    page: "Future[bytes]"
    file: Path | None


def _steps(
    sources: Iterator[_Opened | Outcome], pool: ProcessPoolExecutor, files: "_Files"
) -> Iterator[_Step | Outcome]:
    for opened in sources:
        if isinstance(opened, Outcome):
            yield opened
            continue
        try:
            file = None if opened.content is None else files.write(opened.content, opened.name)
        except FileAccessError as error:
            yield Outcome(opened.source, errors=(error,))
            continue
        for number in opened.numbers:
            page = pool.submit(_read_page, file or Path(opened.source), opened.name, number)
            yield _Step(opened, number, page, file)


class _Files:
    """Temporary files of what was no file, lest all of it be sent to a process with every page."""

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        self._count = 0

    def __enter__(self) -> "_Files":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def write(self, content: bytes, name: str) -> Path:
        self._count += 1
        try:
            self._folder = self._folder or TemporaryDirectory(prefix="glyphwright-")
            path = Path(self._folder.name, str(self._count))
            path.write_bytes(content)
        except OSError as error:
            raise FileAccessError(
                f"{name}: no temporary file can hold it ({error.strerror}): set TMPDIR to a folder with room, "
                "or read with one process"
            ) from error
        return path


@dataclass(slots=True)
class _Gathered:
    """The pages of the source whose turn it is, until they are complete."""

    models: tuple[str, ...]
    count: _Count
    pages: HeldPages = field(default_factory=HeldPages)
    errors: list[GlyphwrightError] = field(default_factory=list)

    def add(self, step: _Step | Outcome) -> Iterator[Outcome]:
        """Take the next page in order; gives an outcome when a source is done."""
        if isinstance(step, Outcome):
            yield step
            return
        try:
            self.pages.append(step.page.result())
            self.count.read()
        except GlyphwrightError as error:
            self.errors.append(_of_one_source(error))
            self.count.gave_up()
        if step.number == step.opened.numbers[-1]:
            if step.file is not None:
                step.file.unlink()
            yield step.opened.outcome(self.pages, self.errors, self.models)
            self.pages, self.errors = HeldPages(), []


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
    # A Ctrl-C comes to every process: here it ends what nobody waits for any more, without a word; but not where the
    # parent goes on, as what a shell script runs in the background does.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    warnings.filterwarnings("ignore", module="PIL")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    cv2.setNumThreads(1)
    _worker = _Worker(open_reader(options), line)


def _read_page(source: Path, name: str, number: int) -> bytes:
    """Read one page of a source, and pack it for the way."""
    if _worker is None:
        raise RuntimeError("this process was not started to read")
    reader = _worker.reader
    (image,) = open_pages(source, options=replace(reader.options, pages=str(number)), name=name)
    return pack(reader.read_line_page(image) if _worker.line else reader.read_page(image))


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
