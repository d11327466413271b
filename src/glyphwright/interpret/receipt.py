"""A read receipt → company, date, address, total and what was bought.

The four keys are those of ICDAR 2019 SROIE, task 3. Candidates come from patterns; what speaks for each is weighed by
a linear model (`choice.py`) whose weights lie in `receipt_weights.json`. Where nothing is sure a field is absent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from glyphwright.interpret.choice import Candidate, choose, receipt_weights
from glyphwright.interpret.fields import Field, fields_to_dict
from glyphwright.interpret.receipt_head import address_candidates, company_candidates, head_of
from glyphwright.interpret.receipt_items import Item, find_items
from glyphwright.interpret.receipt_sums import Sum, date_candidates, find_sums, total_candidates
from glyphwright.interpret.rows import Row, document_rows
from glyphwright.page import Document

LEAST = 0.3
"""The probability that a value must have to be given at all."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says; a field that was not found is None."""

    company: Field[str] | None = None
    date: Field[date] | None = None
    address: Field[str] | None = None
    total: Field[Decimal] | None = None
    items: tuple[Item, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON: the fields that were found, and the items, which may be none."""
        named = (("company", self.company), ("date", self.date), ("address", self.address), ("total", self.total))
        return {**fields_to_dict(named), "items": [item.to_dict() for item in self.items]}


@dataclass(frozen=True, slots=True)
class Candidates:
    """All that each of the four keys may be."""

    company: list[Candidate[str]]
    date: list[Candidate[date]]
    address: list[Candidate[str]]
    total: list[Candidate[Decimal]]


def find_candidates(rows: Sequence[Row], sums: Sequence[Sum]) -> Candidates:
    """What the rows of a receipt, and the amounts in them, may be."""
    head = head_of(rows)
    return Candidates(
        list(company_candidates(head)),
        list(date_candidates(rows)),
        list(address_candidates(head)),
        list(total_candidates(sums, len(rows))),
    )


def read_receipt(document: Document, *, least: float = LEAST) -> Receipt:
    """Understand all pages of a document as one receipt.

    Args:
        document: As it was read; with places, which plain text has not.
        least: The probability that a field must have to be given.
    """
    rows = document_rows(document)
    sums = find_sums(rows)
    found, weights = find_candidates(rows, sums), receipt_weights()
    total = choose(found.total, weights["total"], least=least)
    return Receipt(
        company=choose(found.company, weights["company"], least=least),
        date=choose(found.date, weights["date"], least=least),
        address=choose(found.address, weights["address"], least=least),
        total=total,
        items=find_items(rows, sums, total),
    )
