"""A PDF → the same PDF as PDF/A-2b (ISO 19005-2), for archives: what it needs is put in, the rest checked.

Put in: an sRGB output intent, XMP metadata that say PDF/A, a file identifier. Taken out: scripts, hidden comments, the
wish to smooth images. How pages look is never changed: a file that cannot conform as it looks (fonts that are not
embedded, colours of no known meaning, encryption) is refused. pikepdf checks what is written by the rules of veraPDF,
and what it does not know it does not pass.
"""

import io
import re

from glyphwright.errors import MissingDependencyError, OutputError
from glyphwright.export.pdf.searchable import open_pdf, set_producer

_FLAVOUR = "2b"
# The only part of the metadata that would differ from run to run.
_WRITTEN_WHEN = re.compile(rb"\s*<xmp:MetadataDate>[^<]*</xmp:MetadataDate>")


def to_pdfa(data: bytes, *, name: str, password: str | None = None) -> bytes:
    """Make a PDF conform to PDF/A-2b.

    Args:
        data: The whole file.
        name: What an error calls it.
        password: Opens it if it is encrypted, so that the error can say what is wrong.

    Raises:
        MissingDependencyError: pikepdf cannot check PDF/A: it is too old, or without its extra.
        OutputError: The file is encrypted, or would have to look different.
    """
    check_pdfa()
    from pikepdf import pdfa

    with open_pdf(data, name=name, password=password) as pdf:
        if pdf.is_encrypted:
            raise OutputError(f"{name}: PDF/A must not be encrypted: take the password off first")
        pdfa.prepare(pdf, _FLAVOUR)
        set_producer(pdf)
        pdf.Root.Metadata.write(_WRITTEN_WHEN.sub(b"", pdf.Root.Metadata.read_bytes()))
        buffer = io.BytesIO()
        try:
            pdfa.save(pdf, buffer, _FLAVOUR, repair=False, deterministic_id=True)
        except pdfa.PdfaError as error:
            # What breaks a rule first, then what pikepdf cannot judge.
            first, *others = (*error.report.violations, *error.report.unsupported)
            found = f"{first.message} ({first.where})" + (f" and {len(others)} more" if others else "")
            raise OutputError(
                f"{name}: it cannot become PDF/A-2b and look the same: {found}: "
                "read pictures of its pages instead, or leave out --pdfa"
            ) from error
        return buffer.getvalue()


def check_pdfa() -> None:
    """Raise MissingDependencyError where pikepdf cannot check PDF/A."""
    try:
        from pikepdf import pdfa  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError(
            f"--pdfa needs more of pikepdf ({error}): pip install 'glyphwright[pdfa]'"
        ) from error
