"""Line readers for fonts that are known, from before networks: templates, nearest neighbours, hidden Markov models."""

from glyphwright_train.classic_readers.fit import TASK, ClassicRecipe, fit_reader

__all__ = ["TASK", "ClassicRecipe", "fit_reader"]
