import os
import pickle
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from glyphwright.acquire import sources as acquire_sources
from glyphwright.batch import BatchOptions, Outcome, processes, read_documents
from glyphwright.errors import DamagedInputError, GlyphwrightError, OptionError, PageRangeError
from glyphwright.options import ReadOptions

Draw = Callable[..., Path]


def texts(outcomes: list[Outcome]) -> list[str]:
    return [str(outcome.errors) if outcome.document is None else outcome.document.text for outcome in outcomes]


def test_documents_come_in_the_order_of_their_sources(plain_reader: ModuleType, draw: Draw) -> None:
    sources = [draw("b.png", [40]), draw("a.tif", [50], [60, 70])]
    first, second = read_documents(sources, plain_reader.open_reader, ReadOptions())
    assert texts([first, second]) == ["040\n", "050\n\f060\n070\n"]
    assert first.document.source == str(sources[0])
    assert first.document.models == ("bars", "greys")
    assert [page.number for page in second.document.pages] == [1, 2]


def test_a_damaged_source_is_told_and_the_others_are_read(plain_reader: ModuleType, draw: Draw, tmp_path: Path) -> None:
    (tmp_path / "cut.png").write_bytes(draw("whole.png", [40]).read_bytes()[:60])
    sources = [draw("a.png", [40]), tmp_path / "cut.png", tmp_path / "none.png", draw("b.png", [50])]
    outcomes = list(read_documents(sources, plain_reader.open_reader, ReadOptions()))
    assert [outcome.document is not None for outcome in outcomes] == [True, False, False, True]
    assert "cut.png" in str(outcomes[1].errors)
    assert [outcome.source for outcome in outcomes] == sources


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_page_that_fails_leaves_the_others(plain_reader: ModuleType, draw: Draw, jobs: int) -> None:
    bad = plain_reader.UNREADABLE_GREY
    sources = [draw("a.tif", [40], [bad], [50], [bad]), draw("b.png", [bad]), draw("c.png", [60])]
    first, second, third = read_documents(sources, plain_reader.open_reader, ReadOptions(), BatchOptions(jobs=jobs))
    assert [page.number for page in first.document.pages] == [1, 3]
    assert list(map(type, first.errors)) == [DamagedInputError] * 2
    assert second.document is None
    assert texts([third]) == ["060\n"]
    assert not third.errors


def test_a_page_that_cannot_be_opened_leaves_the_others(plain_reader: ModuleType, draw: Draw) -> None:
    source = draw("a.tif", [40], [60] * 5, [50], [60] * 5)
    (outcome,) = read_documents([source], plain_reader.open_reader, ReadOptions(max_pixels=10_000))
    assert texts([outcome]) == ["040\n\f050\n"]
    assert [str(error).partition(":")[0] for error in outcome.errors] == [f"{source}, page 2", f"{source}, page 4"]


def test_what_is_wrong_for_all_ends_the_reading_at_once(plain_reader: ModuleType, draw: Draw) -> None:
    sources = [draw("a.png", [40]), draw("b.png", [50])]
    with pytest.raises(OptionError, match="Cyrillic"):
        list(read_documents(sources, plain_reader.open_reader, ReadOptions(languages="rus")))


def test_pages_that_only_some_documents_have_are_read_there(plain_reader: ModuleType, draw: Draw) -> None:
    sources = [draw("a.png", [40]), draw("b.tif", [50], [60])]
    first, second = read_documents(sources, plain_reader.open_reader, ReadOptions(pages="2"))
    assert isinstance(first.errors[0], PageRangeError)
    assert texts([second]) == ["060\n"]


def test_as_lines_whole_images_are_read_and_nothing_is_searched(plain_reader: ModuleType, draw: Draw) -> None:
    (outcome,) = read_documents(
        [draw("a.png", [40, 50])], plain_reader.open_reader, ReadOptions(), BatchOptions(line=True)
    )
    (line,) = outcome.document.pages[0].lines
    assert line.box.height == 76
    assert outcome.document.models == ("greys",)


def test_what_came_from_standard_input_is_kept(
    plain_reader: ModuleType, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = draw("a.tif", [40], [50]).read_bytes()
    monkeypatch.setattr(acquire_sources, "fetch", lambda address: data)
    (outcome,) = read_documents(["https://host/a.tif?key=1"], plain_reader.open_reader, ReadOptions())
    assert outcome.content == data
    assert outcome.document.source == "https://host/a.tif"
    assert texts([outcome]) == ["040\n\f050\n"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_pipe_is_read_once(plain_reader: ModuleType, draw: Draw, tmp_path: Path, jobs: int) -> None:
    data = draw("a.tif", [40], [50]).read_bytes()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    batch = BatchOptions(jobs=jobs, formats=("txt",))
    (outcome,) = read_documents([pipe], plain_reader.open_reader, ReadOptions(), batch)
    writer.join()
    assert texts([outcome]) == ["040\n\f050\n"]
    assert outcome.content == data


def test_processes_get_what_was_no_file_as_a_file(
    plain_reader: ModuleType, draw: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []
    submit = ProcessPoolExecutor.submit

    def watched(pool: ProcessPoolExecutor, task: Callable[..., bytes], *given: object) -> "Future[bytes]":
        sent.append(given)
        return submit(pool, task, *given)

    data = draw("a.tif", [40], [50], [60]).read_bytes()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(acquire_sources, "fetch", lambda address: data)
    monkeypatch.setattr(ProcessPoolExecutor, "submit", watched)
    (outcome,) = read_documents(["https://host/a.tif"], plain_reader.open_reader, ReadOptions(), BatchOptions(jobs=2))
    assert texts([outcome]) == ["040\n\f050\n\f060\n"]
    assert outcome.content == data
    assert [number for _, _, number in sent] == [1, 2, 3]
    assert all(len(pickle.dumps(given)) < 500 for given in sent)
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("jobs", [1, 2])
def test_several_pages_for_a_file_of_one_are_refused_before_any_is_read(
    plain_reader: ModuleType, draw: Draw, jobs: int
) -> None:
    sources = [draw("a.tif", [plain_reader.UNREADABLE_GREY], [50]), draw("b.png", [60])]
    batch = BatchOptions(jobs=jobs, formats=("page",))
    first, second = read_documents(sources, plain_reader.open_reader, ReadOptions(), batch)
    assert [str(error) for error in first.errors] == [
        f"{sources[0]}: PAGE XML holds one page a file, and this has 2: "
        "choose one with --pages, or write ALTO, which holds them all"
    ]
    assert texts([second]) == ["060\n"]
    (chosen,) = read_documents(sources[:1], plain_reader.open_reader, ReadOptions(pages="2"), batch)
    assert texts([chosen]) == ["050\n"]


def test_progress_counts_pages_as_they_become_known(plain_reader: ModuleType, draw: Draw, tmp_path: Path) -> None:
    seen = []
    sources = [draw("a.tif", [40], [50]), tmp_path / "none.png", draw("b.png", [60])]
    list(
        read_documents(
            sources, plain_reader.open_reader, ReadOptions(), progress=lambda done, total: seen.append((done, total))
        )
    )
    assert seen[0] == (0, 4)
    assert seen[-1] == (3, 3)


def test_processes_read_the_same_in_the_same_order(plain_reader: ModuleType, draw: Draw, tmp_path: Path) -> None:
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    sources = [
        draw("a.pdf", *([grey] for grey in range(20, 180, 20))),
        tmp_path / "cut.png",
        draw("b.tif", [40], [plain_reader.UNREADABLE_GREY], [50]),
        draw("c.png", [60, 70]),
    ]
    seen = []
    alone = list(read_documents(sources, plain_reader.open_reader, ReadOptions(dpi=100)))
    shared = read_documents(
        sources,
        plain_reader.open_reader,
        ReadOptions(dpi=100),
        BatchOptions(jobs=2),
        progress=lambda done, total: seen.append((done, total)),
    )
    together = list(shared)
    assert [outcome.document for outcome in together] == [outcome.document for outcome in alone]
    assert [repr(outcome.errors) for outcome in together] == [repr(outcome.errors) for outcome in alone]
    assert len(alone[0].document.pages) == 8
    assert seen[-1] == (11, 11)


def test_processes_are_others_and_use_one_thread_each(plain_reader: ModuleType, draw: Draw) -> None:
    def told(task: str) -> int:
        open_reader = partial(plain_reader.open_reader, reader=task)
        (outcome,) = read_documents([draw("a.png", [40])], open_reader, ReadOptions(threads=4), BatchOptions(jobs=2))
        return int(outcome.document.text)

    assert told("process") != os.getpid()
    assert told("threads") == 1


@pytest.mark.parametrize(("before", "after"), [(signal.SIG_IGN, signal.SIG_IGN), (signal.SIG_DFL, signal.SIG_DFL)])
def test_a_process_heeds_ctrl_c_unless_its_parent_does_not(
    plain_reader: ModuleType, monkeypatch: pytest.MonkeyPatch, before: signal.Handlers, after: signal.Handlers
) -> None:
    import cv2

    monkeypatch.setattr(processes, "_worker", None)
    monkeypatch.setattr(cv2, "setNumThreads", lambda n: None)
    given = signal.signal(signal.SIGINT, before)
    try:
        processes._start_worker(plain_reader.open_reader, ReadOptions(), line=False)
        assert signal.getsignal(signal.SIGINT) is after
    finally:
        signal.signal(signal.SIGINT, given)


def test_a_process_that_dies_is_told_in_one_line(plain_reader: ModuleType, draw: Draw) -> None:
    open_reader = partial(plain_reader.open_reader, reader="die")
    with pytest.raises(GlyphwrightError, match="fewer jobs"):
        list(read_documents([draw("a.png", [40])], open_reader, ReadOptions(), BatchOptions(jobs=2)))
