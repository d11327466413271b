from glyphwright.detect.combs import COMB, join_in_combs
from glyphwright.geometry import Box
from glyphwright.stages import Reading, Region

COMBS = (Box(100, 40, 400, 70).polygon,)


def test_what_stands_in_a_comb_is_one_line() -> None:
    pieces = [Region(Box(x, 45, x + 60, 64).polygon, x / 1000) for x in (110, 220, 320)]
    beside = Region(Box(420, 45, 480, 64).polygon, 0.5)
    kept, joined = join_in_combs([*pieces, beside], COMBS)
    assert kept == beside
    assert (joined.kind, joined.score) == (COMB, 0.32)
    box = joined.polygon.box
    assert (box.left, box.top, box.right, box.bottom) == (110, 45, 380, 64)


def test_an_empty_comb_holds_no_line() -> None:
    beside = Region(Box(420, 45, 480, 64).polygon, 0.5)
    assert join_in_combs([beside], COMBS) == [beside]


def test_a_reading_without_spaces_is_one_word_as_sure_as_all_of_them() -> None:
    spans = tuple((float(i), i + 1.0) for i in range(5))
    reading = Reading(tuple("1 2 3"), (0.9, 1.0, 0.8, 1.0, 0.7), spans, (0.9, 0.8, 0.5))
    joined = reading.joined
    assert (joined.text, joined.confidences) == ("123", (0.9, 0.8, 0.7))
    assert joined.spans == ((0.0, 1.0), (2.0, 3.0), (4.0, 5.0))
    assert joined.word_confidences == (0.9 * 0.8 * 0.5,)
    assert Reading((), (), ()).joined == Reading((), (), ())
