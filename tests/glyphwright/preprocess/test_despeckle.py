import numpy as np
from PIL import Image, ImageDraw, ImageFont

from glyphwright.preprocess.despeckle import despeckle
from glyphwright.stages import PageImage


def test_specks_go_while_stops_and_dots_and_accents_stay() -> None:
    image = Image.new("L", (640, 200), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(32)
    draw.text((20, 30), "i. j: ä Ü é ç ; ! ñ … Zürich, ö.", fill=0, font=font)
    draw.text((20, 110), "Viele Linien. Ein Jäger; “ßø”?", fill=0, font=font)
    clean = np.array(image)
    rng = np.random.default_rng(1)
    speckled = clean.copy()
    y, x = rng.integers(0, 200, 300), rng.integers(0, 640, 300)
    free = np.array(
        [clean[max(0, b - 3) : b + 4, max(0, a - 3) : a + 4].min() == 255 for b, a in zip(y, x, strict=True)]
    )
    speckled[y[free], x[free]] = 0
    far = speckled[150:].copy()
    mended = despeckle(PageImage(np.dstack([speckled] * 3))).pixels[..., 0]
    assert (far < 128).sum() > 20
    assert (mended[160:] < 128).sum() == 0
    ink = clean < 128
    assert (mended[ink] < 128).mean() > 0.995
    assert (mended[~ink] < 128).sum() < 0.05 * free.sum()
