"""How good is it: what is read of pages whose truth is known, what is found on them, and which stage errs."""

from glyphwright.evaluate.finding import FindingEvaluation, PageFinding, evaluate_finder
from glyphwright.evaluate.pictures import draw_finding
from glyphwright.evaluate.reading import EvaluatedReader, Evaluation, Result, evaluate
from glyphwright.evaluate.shares import ErrorShares, PageShares, ShareEvaluation, evaluate_stages

__all__ = [
    "ErrorShares",
    "EvaluatedReader",
    "Evaluation",
    "FindingEvaluation",
    "PageFinding",
    "PageShares",
    "Result",
    "ShareEvaluation",
    "draw_finding",
    "evaluate",
    "evaluate_finder",
    "evaluate_stages",
]
