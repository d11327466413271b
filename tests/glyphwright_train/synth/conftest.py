"""Small PDFs drawn for one test each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DrawPdf = Callable[..., Path]


@pytest.fixture
def draw_pdf(tmp_path: Path) -> DrawPdf:
    """Return a function that writes a one-page PDF of 400 × 300 points with Helvetica as /F and Courier as /C."""

    def draw(content: str, *, name: str = "page.pdf", unicode: dict[int, int] | None = None, **entries: Any) -> Path:
        import pikepdf

        pdf = pikepdf.new()
        fonts = {
            key: pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name("/" + family),
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
            for key, family in (("/F", "Helvetica"), ("/C", "Courier"))
        }
        if unicode:
            fonts["/F"].ToUnicode = pdf.make_stream(_to_unicode(unicode))
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, 400, 300],
            Contents=pdf.make_stream(content.encode("latin-1")),
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts)),
        )
        for key, value in entries.items():
            page[f"/{key}"] = value
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pdf.save(path, deterministic_id=True)
        return path

    return draw


def _to_unicode(mapping: dict[int, int]) -> bytes:
    pairs = "\n".join(f"<{code:02x}> <{value:04x}>" for code, value in mapping.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(mapping)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    ).encode()
