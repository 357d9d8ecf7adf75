"""The memory of large pictures goes back to the system as soon as they are let go.

glibc gives each thread a heap of its own. Once a block of 16 MB (Pillow's pieces of a picture) has been freed, glibc
takes the next ones of that size from those heaps, and a heap shrinks only when what lies at its end is free. Six
pictures of 64 megapixels, one after another but each in a thread of its own, held 1,600 MB in that way, where one
takes 390. With a threshold that stays as it is, every such block is a mapping of its own, unmapped when it is freed.

Source: mallopt(3), M_MMAP_THRESHOLD, "setting ... disables the dynamic adjustment".
"""

import ctypes

M_MMAP_THRESHOLD = -3  # malloc.h
LARGE = 4 * 2**20
"""Bytes. More than a frame of the live camera takes in colour (1280 × 720): those come many a second, and mapping them
anew each time would cost more than it gives."""


def give_back_at_once() -> None:
    """For this process, from now on. Where the C library is another one than glibc, nothing happens."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(M_MMAP_THRESHOLD, LARGE)
