"""How likely a count is, given what was usual; plain formulas, no dependency.

Sources: the binomial and the negative binomial distribution as in any textbook; the latter
is a Poisson count whose mean itself varies, which is what daily numbers of articles do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

# The median absolute deviation of a normal distribution times this is its standard deviation.
_MAD_TO_SD = 1.4826


def at_least(successes: int, trials: int, chance: float) -> float:
    """Return P(X >= successes) for X binomial in ``trials`` with ``chance`` each."""
    if successes <= 0:
        return 1.0
    if not 0.0 < chance < 1.0:
        return 1.0 if chance >= 1.0 else 0.0
    return min(1.0, math.fsum(_binomial(k, trials, chance) for k in range(successes, trials + 1)))


def at_most(count: int, mean: float, dispersion: float) -> float:
    """Return P(X <= count) for X negative binomial: variance = mean + dispersion * mean**2."""
    if mean <= 0.0:
        return 1.0
    size = 1.0 / dispersion
    chance = size / (size + mean)
    return min(1.0, math.fsum(_negative_binomial(k, size, chance) for k in range(count + 1)))


def dispersion(counts: Sequence[float], floor: float) -> float:
    """Estimate by how much counts vary beyond chance (0 = Poisson), by their median and MAD."""
    middle = median(counts)
    if middle <= 0.0:
        return floor
    excess = spread(counts) ** 2 - middle
    return max(floor, excess / middle**2)


def spread(values: Sequence[float]) -> float:
    """Return a robust standard deviation: the scaled median absolute deviation."""
    middle = median(values)
    return _MAD_TO_SD * median(abs(value - middle) for value in values)


def _binomial(k: int, n: int, p: float) -> float:
    log = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(log + k * math.log(p) + (n - k) * math.log1p(-p))


def _negative_binomial(k: int, size: float, p: float) -> float:
    log = math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
    return math.exp(log + size * math.log(p) + k * math.log1p(-p))
