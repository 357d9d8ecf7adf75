"""Scanlines of an upright crop, averaged along the bars into bands, as profiles for the trellis."""

import cv2
import numpy as np

from scanner.image import Grey
from scanner.profile.trellis import MARGIN, SAMPLES, Floats


def split(crop: Grey, count: int) -> Floats:
    """(count, width): the crop's rows, all but the outermost, averaged in bands. No row is in two bands."""
    height = crop.shape[0]
    edge = height // 10
    rows = crop[edge : height - edge] if height > 20 else crop
    return np.array([part.mean(axis=0) for part in np.array_split(rows, count)], dtype=np.float32)


def resampled(profiles: Floats, module: float) -> Floats:
    """Profiles at SAMPLES a module of `module` pixels, local brightness taken out, spread scaled to one."""
    count, width = profiles.shape
    samples = max(8, round(width * SAMPLES / module))
    interpolation = cv2.INTER_LINEAR if samples >= width else cv2.INTER_AREA
    out = np.asarray(cv2.resize(profiles, (samples, count), interpolation=interpolation), dtype=np.float32)
    out = out - out.mean(axis=1, keepdims=True)
    out /= out.std(axis=1, keepdims=True) + 1e-3
    return np.pad(out, ((0, 0), (MARGIN, MARGIN)), mode="edge")
