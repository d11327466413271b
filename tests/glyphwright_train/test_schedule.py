import pytest

from glyphwright_train.recipe import Schedule
from glyphwright_train.schedule import hardness, learning_rate

SCHEDULE = Schedule(steps=1000, learning_rate=1.0, warmup=100, final_share=0.1, mild_share=0.2)


def test_the_rate_rises_to_its_peak_and_falls_to_its_final_share() -> None:
    rates = [learning_rate(SCHEDULE, step) for step in range(1000)]
    assert rates[0] == pytest.approx(0.01)
    assert max(rates) == rates[99] == pytest.approx(1.0)
    assert rates[-1] == pytest.approx(0.1, abs=1e-4)
    assert rates[99:] == sorted(rates[99:], reverse=True)


def test_data_gets_harder_until_the_mild_part_is_over() -> None:
    assert hardness(SCHEDULE, 0) < hardness(SCHEDULE, 199) < hardness(SCHEDULE, 200) == hardness(SCHEDULE, 999) == 1
