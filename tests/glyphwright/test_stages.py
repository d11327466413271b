import pytest

from glyphwright.geometry import Box
from glyphwright.stages import Region


@pytest.mark.parametrize(("width", "told"), [(100, 108), (40, 48), (4, 24)])
def test_an_outline_has_a_margin_and_the_width_of_a_digit_at_least(width: float, told: float) -> None:
    outline = Region(Box(200 - width / 2, 50, 200 + width / 2, 90).polygon).outline.box
    assert (outline.width, outline.top, outline.bottom) == pytest.approx((told, 44, 94))
    assert outline.centre[0] == pytest.approx(200)
