"""Pictures of data, of training, of mistakes and of what happens inside a classifier, for a person to look at."""

from glyphwright_train.pictures.confusion import draw_confusion
from glyphwright_train.pictures.examples import draw_class_grid, draw_random_grid
from glyphwright_train.pictures.filters import draw_filters, draw_learnt_filters
from glyphwright_train.pictures.glimpses import draw_glimpses
from glyphwright_train.pictures.impressions import draw_impressions
from glyphwright_train.pictures.mistakes import draw_mistakes, worst_mistakes
from glyphwright_train.pictures.sheets import save
from glyphwright_train.pictures.show import show
from glyphwright_train.pictures.training import draw_training

__all__ = [
    "draw_class_grid",
    "draw_confusion",
    "draw_filters",
    "draw_glimpses",
    "draw_impressions",
    "draw_learnt_filters",
    "draw_mistakes",
    "draw_random_grid",
    "draw_training",
    "save",
    "show",
    "worst_mistakes",
]
