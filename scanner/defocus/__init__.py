"""Bars out of focus: a lens' disc, many fits at once, and a check that is part of the decoding.

`reader.read` is the one entry. Layouts and shapes are those of scanner.bars; this room differs in what a
lens does (`lens`), and in that hundreds of fits are computed together (`fits`, `many_shapes`).
"""
