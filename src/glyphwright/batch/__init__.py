"""Many documents: read in this process or in several, and written each to its own files."""

from glyphwright.batch.mend import mend_pages
from glyphwright.batch.processes import BatchOptions, OpenReader, Outcome, read_documents
from glyphwright.batch.targets import STANDARD_OUTPUT, Target, choose_formats, plan_targets, write_file

__all__ = [
    "STANDARD_OUTPUT",
    "BatchOptions",
    "OpenReader",
    "Outcome",
    "Target",
    "choose_formats",
    "mend_pages",
    "plan_targets",
    "read_documents",
    "write_file",
]
