"""Our own reader for 2D codes too small, soft or bent for the engines: the lattice first, then its modules.

An engine looks for the corners of single modules; this looks at all of them at once. The outline is fitted as four
lines, the number of modules follows from how regularly edges come across the whole symbol, the known border pins the
lattice down, and blur is taken out module by module before anything is called dark. Error correction (Reed and
Solomon's, by zxing-cpp, on a clean picture of the modules) is the judge.
"""
