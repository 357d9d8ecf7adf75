"""Our own reader for blurred and low-contrast 1D codes: the symbol that explains the grey profile best.

After the idea of Gallo and Manduchi, "Reading 1-D barcodes with mobile phones using deformable templates" (IEEE
TPAMI 33-9, 2011): nothing is binarized. A symbol's modules, blurred, spread, lit unevenly and bent by perspective, are
laid over the profile; characters and shape are mended in turns until they explain it (Gauss-Newton), and an
answer counts only when every other valid one explains it much worse.
"""
