"""Fonts that matplotlib brings along, and one language, so that drawing needs nothing else and takes no time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

ALPHABET = " " + "".join(map(chr, range(33, 127)))


@pytest.fixture(scope="session")
def plain_fonts() -> "object":
    import matplotlib

    from glyphwright_train.synth.fonts import Font, FontLibrary

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    faces = (("DejaVuSans.ttf", "sans"), ("DejaVuSerif.ttf", "serif"), ("DejaVuSansMono.ttf", "mono"))
    fonts = [Font(folder / name, 0, name, kind, name, "train", frozenset(ALPHABET), 400, False) for name, kind in faces]
    return FontLibrary.of(fonts, {kind: 1.0 for _, kind in faces})


@pytest.fixture(scope="session")
def plain_text() -> "Iterator[object]":
    from glyphwright_train.synth import words
    from glyphwright_train.synth.text import TextSource

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "draw_language", lambda dice: words.languages()["en"])
        yield TextSource(ALPHABET)
