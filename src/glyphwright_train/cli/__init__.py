"""The commands of training: found by `glyphwright` through entry points, parsing and printing only."""
