from pathlib import Path

import pytest

from glyphwright.acquire import load_bytes
from glyphwright.acquire.expand import expand_sources
from glyphwright.errors import FileAccessError

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pages, a page without a telling name, and what a folder of scans has besides; also the working folder."""
    for name, content in {
        "page10.png": PNG,
        "page2.PNG": PNG,
        "page1.tif": b"damaged",
        "scan": b"%PDF-1.7",
        "notes.txt": b"text",
        ".hidden.png": PNG,
        "deeper/page3.png": PNG,
    }.items():
        path = tmp_path / "scans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "scans"


def test_a_folder_stands_for_the_files_directly_in_it_as_people_count(folder: Path) -> None:
    expected = ["page1.tif", "page2.PNG", "page10.png", "scan"]
    assert expand_sources([str(folder)]) == [folder / name for name in expected]
    assert expand_sources(["scans"]) == [Path("scans") / name for name in expected]


def test_a_link_that_leads_nowhere_is_listed_and_named_when_it_is_opened(folder: Path) -> None:
    link = folder / "page4.png"
    link.symlink_to("gone.png")
    (folder / "latest").symlink_to("nothing")
    assert [path.name for path in expand_sources(["scans"])] == [
        "page1.tif",
        "page2.PNG",
        "page4.png",
        "page10.png",
        "scan",
    ]
    assert expand_sources(["scans/page4*"]) == expand_sources(["scans/page4.png"]) == [Path("scans/page4.png")]
    with pytest.raises(FileAccessError, match=r"page4\.png: is a link to gone\.png, which is not there: mend the link"):
        load_bytes(link)


def test_an_unreadable_file_without_a_telling_name_does_not_stop_a_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert [path.name for path in expand_sources(["scans"])] == ["page1.tif", "page2.PNG", "page10.png"]


def test_a_pattern_stands_for_all_files_that_match(folder: Path) -> None:
    assert expand_sources(["scans/page*"]) == [
        folder.relative_to(folder.parent) / n for n in ("page1.tif", "page2.PNG", "page10.png")
    ]
    assert expand_sources(["scans/**/page*.png"]) == [Path("scans/deeper/page3.png"), Path("scans/page10.png")]
    assert expand_sources([f"{folder}/notes.*"]) == [folder / "notes.txt"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder: Path) -> None:
    (folder / "page[1].png").write_bytes(PNG)
    assert expand_sources(["scans/page[1].png"]) == [Path("scans/page[1].png")]


def test_standard_input_and_addresses_pass_unchanged() -> None:
    assert expand_sources(["https://host/*.png", "-"]) == ["https://host/*.png", "-"]


def test_every_source_comes_once_in_the_order_given(folder: Path) -> None:
    assert expand_sources(["scans/scan", "scans/page2.PNG", "scans", "-", "-"]) == [
        *(Path("scans") / name for name in ("scan", "page2.PNG", "page1.tif", "page10.png")),
        "-",
    ]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("nowhere.png", "no such file or folder: check the path"),
        ("scans/*.jpg", "no file matches: check the pattern"),
        ("scans/deep*", "no file matches: check the pattern"),
        ("empty", "the folder holds nothing that can be read: put PNG"),
        ("x" * 5000, "cannot be opened"),
    ],
)
def test_what_stands_for_nothing_is_an_error(folder: Path, pattern: str, words: str) -> None:
    (folder.parent / "empty").mkdir()
    with pytest.raises(FileAccessError) as caught:
        expand_sources(["scans", pattern])
    assert str(caught.value).startswith(f"{pattern}: {words}")


def test_an_empty_name_is_not_the_folder_that_one_is_in() -> None:
    with pytest.raises(FileAccessError, match="an input has no name"):
        expand_sources([""])
