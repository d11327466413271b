"""Makes the models that glyphwright reads with; glyphwright itself never imports this package."""
