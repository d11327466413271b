"""A page of a PDF → the map from the pixels in which it is displayed to its user space."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from glyphwright.export.pdf.resources import inherited
from glyphwright.geometry import Box, Transform
from glyphwright.page import Page

if TYPE_CHECKING:
    import pikepdf

_LETTER = Box(0, 0, 612, 792)


def page_to_user(pdf_page: "pikepdf.Page", page: Page) -> Transform:
    """From pixels of the page as it is displayed, turned and cropped, to its default user space.

    The pixels are spread over the displayed area whatever its unit, so neither /UserUnit nor a resolution that differs
    in the two directions needs a thought.
    """
    box = displayed_box(pdf_page)
    turned = rotation(pdf_page)
    lies = turned in (90, 270)
    width, height = (box.height, box.width) if lies else (box.width, box.height)
    scaled = Transform.scale(width / max(page.width, 1), height / max(page.height, 1))
    to_user = {
        0: [[1, 0, box.left], [0, -1, box.bottom]],
        90: [[0, 1, box.left], [1, 0, box.top]],
        180: [[-1, 0, box.right], [0, 1, box.top]],
        270: [[0, -1, box.right], [-1, 0, box.bottom]],
    }
    return scaled.then(Transform.from_array(to_user[turned]))


def rotation(pdf_page: "pikepdf.Page") -> int:
    """Degrees clockwise by which the page is turned for display: 0, 90, 180 or 270; anything else counts as 0."""
    value = inherited(pdf_page, "/Rotate")
    turned = int(value) % 360 if isinstance(value, int | Decimal) else 0
    return turned if turned % 90 == 0 else 0


def user_unit(pdf_page: "pikepdf.Page") -> float:
    """How many points a unit of the page's user space is; anything that is no positive number counts as 1."""
    value: Any = pdf_page.obj.get("/UserUnit")
    return float(value) if isinstance(value, int | Decimal) and value > 0 else 1.0


def displayed_box(pdf_page: "pikepdf.Page") -> Box:
    """The part of user space that is displayed: /CropBox within /MediaBox, as readers mend them.

    `top` is the lower y here, since user space has y up. A missing or empty /MediaBox counts as US Letter.
    """
    media = _box(inherited(pdf_page, "/MediaBox")) or _LETTER
    crop = _box(inherited(pdf_page, "/CropBox"))
    shared = crop.intersection(media) if crop else media
    return shared if shared.width > 0 and shared.height > 0 else media


def _box(value: Any) -> Box | None:
    """Four numbers in any order of the corners; None where it is not that, or is empty."""
    try:
        x0, y0, x1, y1 = (float(number) for number in value)
    except (TypeError, ValueError):
        return None
    box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box.width > 0 and box.height > 0 else None
