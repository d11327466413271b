"""Stage 7: a read document → what it means: receipts, business cards, forms, and what a user's template asks for."""

from glyphwright.interpret.business_card import BusinessCard, read_business_card
from glyphwright.interpret.by_template import Interpreted, read_by_template
from glyphwright.interpret.fields import Field
from glyphwright.interpret.form import Form, read_form
from glyphwright.interpret.receipt import Receipt, read_receipt
from glyphwright.interpret.template import Template, load_template
from glyphwright.interpret.vcard import write_vcard

__all__ = [
    "BusinessCard", "Field", "Form", "Interpreted", "Receipt", "Template", "load_template", "read_business_card",
    "read_by_template", "read_form", "read_receipt", "write_vcard",
]  # fmt: skip
