"""One architecture per file, each on its own, tensor shapes in comments."""
