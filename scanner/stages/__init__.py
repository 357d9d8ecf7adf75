"""The stages of a look: find regions, set them upright, read them, judge what was seen.

Where the value of a constant was measured, its docstring names the pictures. The other values were set by hand. Whoever
changes one judges the change with `make bench`, which reads all photos and generated frames again.
"""
