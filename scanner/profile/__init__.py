"""Our own reader for blurred and low-contrast 1D codes: averaged scanlines against deformable templates.

After Gallo and Manduchi, "Reading 1-D barcodes with mobile phones using deformable templates" (IEEE TPAMI 33-9,
2011): nothing is binarized; a character is the template that explains the grey profile best, its neighbours' blur
included, and the boundaries between characters move with what is seen.
"""
