"""Our own reader for 2D codes that are too small, soft or bent for the engines: first the grid, then its modules.

An engine looks for the corners of single modules; this reader looks at all of them at once. The outline is fitted as
four lines. The number of modules follows from how regularly edges come across the whole symbol. The known border says
where exactly the grid lies. Blur is taken out module by module before anything is called dark. Then zxing-cpp decodes
a clean picture of the modules, and the code's own error correction (Reed and Solomon's) judges whether it is right.

A piece is such a code cut out of the picture about upright, as darkness (scanner.grids.outline).

Where the value of a constant was measured, its docstring names the pictures. The other values were set by hand; judge a
change of one with `make bench`.
"""
