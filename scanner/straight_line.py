"""A straight line through most of some points."""

import numpy as np
from numpy.typing import NDArray


def through_most(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """The line that most of the points lie on.

    Parameters
    ----------
    x, y : (points,) at least two, no two with the same x

    Returns
    -------
    slope, intercept : float
        Of y = slope · x + intercept.

    Notes
    -----
    The slope is the median of the slopes of all pairs of points, so that some wrong points do not bend the line.

    References
    ----------
    Theil, "A rank-invariant method of linear and polynomial regression analysis", 1950; Sen, "Estimates of the
    regression coefficient based on Kendall's tau", 1968.
    """
    one, other = np.triu_indices(len(x), 1)
    slope = float(np.median((y[other] - y[one]) / (x[other] - x[one])))
    return slope, float(np.median(y - slope * x))
