"""How good is it: what is read of pages whose truth is known, what is found on them, and which stage errs."""

from glyphwright.evaluate.finding import FindingEvaluation, PageFinding, evaluate_finder
from glyphwright.evaluate.order_pictures import draw_order
from glyphwright.evaluate.ordering import OrderEvaluation, PageOrder, evaluate_order
from glyphwright.evaluate.pictures import draw_finding
from glyphwright.evaluate.punctuation import ignore_punctuation
from glyphwright.evaluate.reading import EvaluatedReader, Evaluation, Result, evaluate
from glyphwright.evaluate.shares import ErrorShares, PageShares, ShareEvaluation, evaluate_stages

__all__ = [
    "ErrorShares",
    "EvaluatedReader",
    "Evaluation",
    "FindingEvaluation",
    "OrderEvaluation",
    "PageFinding",
    "PageOrder",
    "PageShares",
    "Result",
    "ShareEvaluation",
    "draw_finding",
    "draw_order",
    "evaluate",
    "evaluate_finder",
    "evaluate_order",
    "evaluate_stages",
    "ignore_punctuation",
]
