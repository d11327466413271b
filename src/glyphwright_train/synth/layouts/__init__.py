"""Sheets → pages: one module per family of layouts, each function drawing one kind of page onto an empty sheet."""

from glyphwright_train.synth.layouts import listing, prose, receipt, scene, screen, tabular

__all__ = ["listing", "prose", "receipt", "scene", "screen", "tabular"]
