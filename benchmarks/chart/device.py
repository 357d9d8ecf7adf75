"""From millimetres and lux to pixels and photons: what a device's camera makes of a label in a hand."""

from dataclasses import dataclass

import numpy as np

from benchmarks.camera import Shot


@dataclass(frozen=True)
class Device:
    """A camera as its video gives it."""

    name: str
    focal_px: float
    """Focal length in pixels of the video: half its width divided by the tangent of half the angle of view."""
    nearest_mm: float
    """The nearest distance at which it focuses."""
    size: tuple[int, int] = (1920, 1080)

    def module_px(self, x_mm: float, distance_mm: float) -> float:
        """Pixels of a module whose X-dimension is `x_mm`."""
        return x_mm * self.focal_px / distance_mm

    def blur_px(self, distance_mm: float) -> float:
        """Radius of the blur disc nearer than it focuses (a thin lens of APERTURE_MM)."""
        short = max(1 / distance_mm - 1 / self.nearest_mm, 0.0)
        return self.focal_px * APERTURE_MM * short / 2


DEVICES = {
    "tablet": Device("tablet", focal_px=1500, nearest_mm=100),
    "phone": Device("phone", focal_px=1400, nearest_mm=80),
}
"""An angle of view of 65 and of 69 degrees, and the nearest focus: assumed as usual ones, measured on no device."""
APERTURE_MM = 1.9
GOOD_LUX = 500
"""An office's desk (EN 12464-1)."""
SHORTEST_S, LONGEST_S = 1 / 120, 1 / 30
"""Exposures: that of GOOD_LUX, and the longest that a video of 30 frames a second has."""
TREMOR_PX_S = (15.0, 80.0)
"""How fast a hand that holds still moves the picture."""


def shot(rng: np.random.Generator, device: Device, x_mm: float, distance_mm: float, lux: float) -> Shot:
    """A look at a label: about upright, in a hand that holds still."""
    module = device.module_px(x_mm, distance_mm)
    wanted_s = SHORTEST_S * GOOD_LUX / lux
    exposure_s = float(np.clip(wanted_s, SHORTEST_S, LONGEST_S))
    return Shot(
        module=module,
        turn=float(rng.uniform(-20, 20)),
        lean=float(rng.uniform(0, 20)),
        toward=float(rng.uniform(-180, 180)),
        defocus=(device.blur_px(distance_mm) + float(rng.uniform(0.2, 0.6))) / module,
        motion=float(rng.uniform(*TREMOR_PX_S)) * exposure_s / module,
        direction=float(rng.uniform(-180, 180)),
        light=min(1.0, exposure_s / wanted_s),
        jpeg=85,
    )
