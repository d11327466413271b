"""What a page of a PDF may name (fonts, forms, images), looked up through the page tree and owned page by page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf


def inherited(pdf_page: "pikepdf.Page", name: str) -> Any:
    """An entry of the page, or of the nearest node above it in the page tree; None where there is none."""
    node: Any = pdf_page.obj
    for _ in range(64):  # a damaged tree may be a ring
        if node is None:
            return None
        if name in node:
            return node[name]
        node = node.get("/Parent")
    return None


def own_resources(pdf_page: "pikepdf.Page") -> Any:
    """Give the page resources that no other page shares, so that a change shows here alone; returns them."""
    from pikepdf import Name

    pdf_page.obj[Name.Resources] = copied_resources(inherited(pdf_page, "/Resources"))
    return pdf_page.obj[Name.Resources]


def copied_resources(given: Any) -> Any:
    """Resources with the same entries, whose fonts, forms and images can be replaced without harm to the given ones."""
    from pikepdf import Name

    owned = _copy(given)
    for kind in (Name.Font, Name.XObject):
        if kind in owned:
            owned[kind] = _copy(owned[kind])
    return owned


def name_in_pages(pages: "Sequence[pikepdf.Page]", kind: str, name: str, value: Any) -> None:
    """Let the resources of pages have this under a name without a slash; `kind` is that of a resource, as /Font."""
    for pdf_page in pages:
        resources = own_resources(pdf_page)
        entries = _copy(resources.get(kind))
        entries[f"/{name}"] = value
        resources[kind] = entries


def form_of(resources: Any, name: Any) -> Any:
    """The form that a `Do` with this name invokes; None where it is an image or is missing."""
    from pikepdf import Dictionary, Stream

    forms = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    found = forms.get(str(name)) if isinstance(forms, Dictionary) else None
    return found if isinstance(found, Stream) and found.get("/Subtype") == "/Form" else None


def _copy(value: Any) -> Any:
    """A dictionary with the same entries; an empty one for anything else."""
    from pikepdf import Dictionary

    return Dictionary(dict(value.items())) if isinstance(value, Dictionary) else Dictionary()
