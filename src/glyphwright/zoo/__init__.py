"""Models by name: the catalogue of what comes with the package, and files of the user's own."""

from glyphwright.zoo.catalogue import Entry, catalogue, find_model

__all__ = ["Entry", "catalogue", "find_model"]
