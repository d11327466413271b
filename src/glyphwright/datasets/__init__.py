"""Ground truth as pages or labelled images, one file per kind of data set."""

from glyphwright.datasets.devanagari import load_devanagari
from glyphwright.datasets.emnist import load_emnist
from glyphwright.datasets.image_folder import load_image_folder
from glyphwright.datasets.labelled_images import LabelledImages, resized
from glyphwright.datasets.labelled_sources import open_labelled
from glyphwright.datasets.line_samples import read_line_samples
from glyphwright.datasets.mnist import fetch_mnist, load_mnist
from glyphwright.datasets.open_samples import open_samples
from glyphwright.datasets.result_folder import ResultFolder
from glyphwright.datasets.splits import Split
from glyphwright.datasets.svhn import load_svhn_cropped, load_svhn_full
from glyphwright.datasets.truth_folder import Sample, read_truth_folder, select_names

__all__ = [
    "LabelledImages",
    "ResultFolder",
    "Sample",
    "Split",
    "fetch_mnist",
    "load_devanagari",
    "load_emnist",
    "load_image_folder",
    "load_mnist",
    "load_svhn_cropped",
    "load_svhn_full",
    "open_labelled",
    "open_samples",
    "read_line_samples",
    "read_truth_folder",
    "resized",
    "select_names",
]
