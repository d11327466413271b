"""Fonts → a picture with a line of text in each, for a person to look at and find those that cannot be read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from glyphwright_train.synth.fonts import Font

if TYPE_CHECKING:
    from PIL.Image import Image

SAMPLE = "Hamburgefonstiv ABCGQRWZ adgkqtxyz 0123456789 (1,2.3) !?&%@€#/ äéőßłñ «„“»"
CAPTION_PX = 11
MARGIN_PX = 8


def draw_font_sheet(
    fonts: Sequence[Font], *, text: str = SAMPLE, size_px: float = 22, columns: int = 2, width_px: int = 2000
) -> "Image":
    """Draw the text once in each font, as far as the font covers it, under the font's name, kind and split.

    Args:
        fonts: In the order in which they fill a column after the other.
        text: Characters that a font does not cover are left out of its line.
        size_px: Pixels per em.
        columns: How many fonts stand side by side.
        width_px: Of the whole picture, which is as high as it must be; longer lines are cut.

    Returns:
        A grey picture, black on white.
    """
    from PIL import Image, ImageDraw, ImageFont

    caption = ImageFont.load_default(CAPTION_PX)
    step = round(CAPTION_PX + 2 * MARGIN_PX + size_px * 1.3)
    rows = -(-len(fonts) // columns)
    column_px = width_px // columns
    sheet = Image.new("L", (width_px, max(1, rows) * step + MARGIN_PX), 255)
    for place, font in enumerate(fonts):
        cell = Image.new("L", (column_px - MARGIN_PX, step), 255)
        pen = ImageDraw.Draw(cell)
        slant = " italic" if font.italic else ""
        name = f"{font.family} {font.weight}{slant} · {font.kind} · {font.group} · {font.split} · {len(font.coverage)}"
        pen.text((MARGIN_PX, 2), name, fill=120, font=caption)
        covered = "".join(character for character in text if character == " " or character in font.coverage)
        pen.text((MARGIN_PX, CAPTION_PX + MARGIN_PX + size_px), covered, fill=0, font=font.open(size_px), anchor="ls")
        sheet.paste(cell, ((place // rows) * column_px, (place % rows) * step))
    return sheet
