"""Stage 6: regions and readings → a Page in source pixels."""

from glyphwright.postprocess.assemble import assemble, make_line

__all__ = ["assemble", "make_line"]
