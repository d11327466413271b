"""A page of a PDF with the text layer of an earlier reading → the page without it.

Only what is shown in text render mode 3 goes; pictures, visible text and everything else stay as they are. Content
without invisible text is not rewritten at all.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glyphwright.errors import DamagedInputError
from glyphwright.export.pdf.content import INVISIBLE, SHOWING, next_mode, parse
from glyphwright.export.pdf.font import FONT_NAME
from glyphwright.export.pdf.resources import copied_resources, form_of, own_resources

if TYPE_CHECKING:
    import pikepdf

_PAINTING = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "INLINE IMAGE"} | SHOWING
_MOVING = {"BT", "ET", "Td", "Tm", "T*"}
_CLOSING = {"Q": "q", "ET": "BT"}
_DEEPEST_FORM = 16


@dataclass(slots=True)
class _Group:
    """What stands between `q` and `Q` or `BT` and `ET`; the outermost group is opened by nothing."""

    opened_by: str = ""
    kept: list[Any] = field(default_factory=list)
    stripped: bool = False
    paints: bool = False
    marks: int = 0

    def absorb(self, inner: "_Group") -> None:
        """Take over what is left of a group that has been closed: nothing, if all that it did was to show the layer."""
        if not inner.stripped or inner.paints or inner.marks or any(_name(step) == "TD" for step in inner.kept):
            self.kept += inner.kept
        elif inner.opened_by == "BT":
            # The state that it sets lasts beyond it.
            self.kept += [step for step in inner.kept if _name(step) not in _MOVING]
        self.stripped |= inner.stripped
        self.paints |= inner.paints
        self.marks += inner.marks


def strip_invisible_text(pdf: "pikepdf.Pdf", pdf_page: "pikepdf.Page") -> None:
    """Take the invisible text out of a page and of the forms that it invokes; other pages keep what they share."""
    from pikepdf import Name, Stream, unparse_content_stream

    resources = own_resources(pdf_page)
    group = _strip(pdf, pdf_page, resources, 0, _DEEPEST_FORM)
    if group.stripped:
        pdf_page.obj[Name.Contents] = Stream(pdf, unparse_content_stream(group.kept))
        _drop_own_fonts(resources, group.kept)


def _strip(pdf: "pikepdf.Pdf", content: Any, resources: Any, mode: int, depth: int) -> _Group:
    groups = [_Group()]
    saved: list[int] = []
    for step in parse(content):
        name, operands = _name(step), list(step.operands)
        group = groups[-1]
        if name in ("q", "BT"):
            groups.append(_Group(name, [step]))
        elif name in _CLOSING and group.opened_by == _CLOSING[name]:
            group.kept.append(step)
            groups.pop()
            groups[-1].absorb(group)
        elif name in SHOWING and mode == INVISIBLE:
            group.kept += _without_text(name, operands)
            group.stripped = True
        elif name == "Do" and operands:
            _invoke(pdf, step, resources, mode, depth, group)
        else:
            group.kept.append(step)
            group.paints |= name in _PAINTING
            group.marks += (name in ("BMC", "BDC")) - (name == "EMC")
        mode = next_mode(name, operands, mode, saved)
    while len(groups) > 1:
        inner = groups.pop()
        groups[-1].kept += inner.kept
        groups[-1].stripped |= inner.stripped
    return groups[0]


def _invoke(pdf: "pikepdf.Pdf", step: Any, resources: Any, mode: int, depth: int, group: _Group) -> None:
    """Keep a `Do`, with a stripped copy of its form where that shows invisible text; drop it if nothing remains."""
    from pikepdf import Name, Stream, unparse_content_stream

    name = str(step.operands[0])
    form = form_of(resources, name) if depth > 0 else None
    if form is not None:
        has_own = Name.Resources in form
        inner_resources = copied_resources(form[Name.Resources]) if has_own else resources
        inner = _strip(pdf, form, inner_resources, mode, depth - 1)
        if inner.stripped:
            group.stripped = True
            if not inner.paints and not inner.marks:
                return
            entries = {key: value for key, value in form.items() if key not in ("/Length", "/Filter", "/DecodeParms")}
            if has_own:
                entries["/Resources"] = inner_resources
            resources[Name.XObject][name] = Stream(pdf, unparse_content_stream(inner.kept), entries)
    group.kept.append(step)
    group.paints = True


def _without_text(name: str, operands: list[Any]) -> list[Any]:
    """What a text-showing operator does besides: `'` and `"` start a line, and `"` sets the spacing."""
    from pikepdf import ContentStreamInstruction, Operator

    steps = []
    if name == '"' and len(operands) == 3:
        steps += [
            ContentStreamInstruction([operand], Operator(o)) for operand, o in zip(operands, ("Tw", "Tc"), strict=False)
        ]
    if name in ("'", '"'):
        steps.append(ContentStreamInstruction([], Operator("T*")))
    return steps


def _drop_own_fonts(resources: Any, kept: list[Any]) -> None:
    """Forget the fonts of an earlier layer of ours, or each redoing would leave one behind."""
    fonts = resources.get("/Font", {})
    used = {str(step.operands[0]) for step in kept if _name(step) == "Tf" and step.operands}
    for name in [name for name in list(fonts) if name.startswith(f"/{FONT_NAME}") and name not in used]:
        del fonts[name]


def _name(step: Any) -> str:
    try:
        return str(step.operator)
    except UnicodeDecodeError as error:
        raise DamagedInputError(
            "the content of a page holds bytes that are no operator: repair the PDF first"
        ) from error
