"""Every choice a person can make about an output file, in one frozen object that is passed along."""

from dataclasses import dataclass
from typing import Literal, get_args

from glyphwright.errors import OptionError

ExistingText = Literal["skip", "redo", "add", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """How to write; what a format has no use for, it ignores.

    Args:
        password: Opens a source that is an encrypted PDF.
        existing_text: What becomes of a page of a PDF that has text already. "skip" leaves it alone; "redo" replaces
            its invisible text, the layer of an earlier reading, and leaves pages alone that have visible text only;
            "add" puts a layer on it whatever is there; "error" refuses the file.
        turn_upright: Show pages that were scanned lying on their side or head upright, by their /Rotate entry.
        break_signature: Write over a digital signature, which is void afterwards, instead of refusing.
        pdfa: Write a searchable PDF as PDF/A-2b, and refuse one that cannot be that and look the same.
    """

    password: str | None = None
    existing_text: ExistingText = "skip"
    turn_upright: bool = False
    break_signature: bool = False
    pdfa: bool = False

    def __post_init__(self) -> None:
        known = get_args(ExistingText)
        if self.existing_text not in known:
            raise OptionError(f"existing_text '{self.existing_text}' is none of {', '.join(known)}")
