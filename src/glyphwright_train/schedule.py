"""Step → learning rate and hardness of the data."""

import math

from glyphwright_train.recipe import Schedule


def learning_rate(schedule: Schedule, step: int) -> float:
    """A linear warm-up, then half a cosine (Loshchilov and Hutter 2017, section 3) down to `final_share`."""
    if step < schedule.warmup:
        return schedule.learning_rate * (step + 1) / schedule.warmup
    progress = min(1.0, (step - schedule.warmup) / max(1, schedule.steps - schedule.warmup))
    share = schedule.final_share + (1 - schedule.final_share) * (1 + math.cos(math.pi * progress)) / 2
    return schedule.learning_rate * share


def hardness(schedule: Schedule, step: int) -> float:
    """How hard the data may be, in [0, 1]: easy at first, everything after the mild part of the run."""
    mild = schedule.mild_share * schedule.steps
    return 1.0 if step >= mild else 0.15 + 0.35 * step / mild
