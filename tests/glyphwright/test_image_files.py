import contextlib
import io
import threading
import warnings
from pathlib import Path

import pytest
from PIL import Image

from glyphwright.export import export
from glyphwright.image_files import COMPLAINTS, is_heic, page_frames, without_pillows_limit
from glyphwright.page import Document, Page


def test_pillows_limit_is_gone_inside_and_back_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 123)
    with contextlib.suppress(ValueError), without_pillows_limit():
        inside = Image.MAX_IMAGE_PIXELS
        raise ValueError("an image that cannot be decoded")
    assert inside is None
    assert Image.MAX_IMAGE_PIXELS == 123


def test_the_last_thread_to_leave_brings_the_limit_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 123)
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with without_pillows_limit():
            inside.set()
            leave.wait(5)

    other = threading.Thread(target=stay)
    with without_pillows_limit():
        other.start()
        assert inside.wait(5)
    assert Image.MAX_IMAGE_PIXELS is None
    leave.set()
    other.join()
    assert Image.MAX_IMAGE_PIXELS == 123


def test_a_page_that_could_be_read_can_be_put_into_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    buffer = io.BytesIO()
    Image.new("L", (64, 64), 200).save(buffer, format="PNG")
    document = Document((Page(1, 64, 64),), "large.png")
    assert export(document, "pdf", source=buffer.getvalue()).startswith(b"%PDF")


def test_a_thumbnail_inside_a_tiff_is_no_page() -> None:
    buffer = io.BytesIO()
    page, thumbnail = Image.new("L", (64, 64)), Image.new("L", (8, 8))
    page.save(buffer, format="TIFF", save_all=True, append_images=[thumbnail])
    with Image.open(buffer) as both:
        assert page_frames(both) == [0, 1]
    thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    buffer = io.BytesIO()
    page.save(buffer, format="TIFF", save_all=True, append_images=[thumbnail])
    with Image.open(buffer) as both:
        assert page_frames(both) == [0]


@pytest.mark.parametrize(
    ("brands", "answer"), [(b"heic", True), (b"mif1\0\0\0\0heic", True), (b"mif1\0\0\0\0avif", False)]
)
def test_any_brand_makes_a_file_heic(brands: bytes, answer: bool) -> None:
    assert is_heic((8 + len(brands)).to_bytes(4, "big") + b"ftyp" + brands) == answer


def test_a_tiff_that_is_cut_short_has_the_pages_before_the_cut(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    sheets = [Image.new("L", (60, 40), grey) for grey in (10, 20, 30)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:], compression="tiff_lzw")
    path.write_bytes(path.read_bytes()[:-100])
    with Image.open(path) as image, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert page_frames(image) == [0, 1, 2]
        image.seek(1)
        assert image.getpixel((0, 0)) == 20
        with pytest.raises(COMPLAINTS):
            image.seek(2)
