"""Stage 2: a page image → the same page mended: upright, level, clean. `prepare` takes the steps that options name."""

from glyphwright.preprocess.explain import explain
from glyphwright.preprocess.orientation import turn_quarters
from glyphwright.preprocess.show_through import clear_show_through, lines_shown_through, with_surer_lines
from glyphwright.preprocess.steps import chosen_steps, prepare

__all__ = [
    "chosen_steps",
    "clear_show_through",
    "explain",
    "lines_shown_through",
    "prepare",
    "turn_quarters",
    "with_surer_lines",
]
