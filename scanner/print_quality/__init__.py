"""How well a printed code reads: indicators after ISO/IEC 15416 (bars) and ISO/IEC 15415 (squares), from a picture.

These are indicators and no certified grade. A verifier has its own light at a known angle, an aperture and a
calibrated white (ISO/IEC 15426). A tablet has none of these: what its lens and the room's light do to the picture is
estimated together with the code, and taken out, so that it is not blamed on the printer. Where too little of the print
is left in the picture, there is no measure.

What the code should look like is known, as its payload has been read: it is drawn again (`ideal`). The drawing is laid
over the picture with blur, light and growth of the ink as unknowns (`bars_measure`, `square_measure`). What differs
then is the print's.
"""
