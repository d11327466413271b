"""Steps that mend a bad page, by name and in their order: PageImage → PageImage.

Every step asks first whether the page needs it and returns the same pixels where it does not. What moves them also
changes `to_source`, so that the way to the original pixels is never lost.
"""

from collections.abc import Callable
from functools import partial

from glyphwright.options import SHOW_THROUGH, ReadOptions
from glyphwright.preprocess.background import flatten
from glyphwright.preprocess.binarise import by_otsu, by_sauvola
from glyphwright.preprocess.contrast import stretch_contrast
from glyphwright.preprocess.deskew import deskew
from glyphwright.preprocess.despeckle import despeckle
from glyphwright.preprocess.edges import draw_edges
from glyphwright.preprocess.fax import square_fax
from glyphwright.preprocess.orientation import turn_upright
from glyphwright.preprocess.rules import remove_rules
from glyphwright.runtime import Model
from glyphwright.stages import PageImage

Mend = Callable[[PageImage], PageImage]

MENDS: dict[str, Mend] = {
    "fax": square_fax,
    "deskew": deskew,
    "background": flatten,
    "rules": remove_rules,
    "despeckle": despeckle,
    "contrast": stretch_contrast,
    "otsu": by_otsu,
    "sauvola": by_sauvola,
    "edges": draw_edges,
}
"""All steps but `orientation`, which needs a model, and `show-through`, which needs what was read on the page."""


def prepare(
    image: PageImage, options: ReadOptions, *, orientation: Model | None = None, show_through: Mend | None = None
) -> PageImage:
    """Take the steps that the options name; the same pixels where none is needed.

    Args:
        image: A page as it was acquired.
        options: Of these counts `steps`.
        orientation: The model that sees which way up a page is; without one, pages are not turned.
        show_through: Takes off the print of the other side; without, it stays.
    """
    for _, mend in chosen_steps(options, orientation=orientation, show_through=show_through):
        image = mend(image)
    return image


def chosen_steps(
    options: ReadOptions, *, orientation: Model | None = None, show_through: Mend | None = None
) -> list[tuple[str, Mend]]:
    """The steps that the options name and that can be taken, with their names, in the order in which they are taken."""
    mends = dict(MENDS)
    if orientation is not None:
        mends["orientation"] = partial(turn_upright, model=orientation)
    if show_through is not None:
        mends[SHOW_THROUGH] = show_through
    return [(name, mends[name]) for name in options.taken_steps if name in mends]
