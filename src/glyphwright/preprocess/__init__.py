"""Stage 2: a page image → the same page mended: upright, level, clean. `prepare` takes the steps that options name."""

from glyphwright.preprocess.explain import explain
from glyphwright.preprocess.orientation import turn_quarters
from glyphwright.preprocess.steps import chosen_steps, prepare

__all__ = ["chosen_steps", "explain", "prepare", "turn_quarters"]
