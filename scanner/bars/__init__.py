"""Our own reader for blurred and low-contrast 1D codes. It looks for the symbol that explains the grey profile best.

A profile is the row of grey levels along a code, averaged over rows of a crop. The idea is Gallo and Manduchi's,
"Reading 1-D barcodes with mobile phones using deformable templates" (IEEE TPAMI 33-9, 2011): it is never decided pixel
by pixel what is black and what is white. A symbol's modules, blurred, spread, lit unevenly and bent by perspective, are
laid over the profile. Characters and shape are mended in turns until they explain it (Gauss-Newton), and an answer
counts only when every other valid one explains it much worse.

Where the value of a constant was measured, its docstring names the pictures. The other values were set by hand; judge a
change of one with `make bench`.
"""
