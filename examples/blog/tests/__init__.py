"""The blog's tests. In a copy of the folder, too: ``python -m pytest`` beside it or in it."""
