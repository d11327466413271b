"""Ground truth as pages or labelled images, one file per kind of data set."""

from glyphwright.datasets.truth_folder import Sample, read_truth_folder, select_names

__all__ = ["Sample", "read_truth_folder", "select_names"]
