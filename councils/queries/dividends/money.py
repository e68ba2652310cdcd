"""The arithmetic of a dividend. Yuan to the cent throughout, as ``Decimal``; ``step`` in cents.

Everybody gets the same for a head or a share, rounded down; what is left is carried to the next year. So a household
checks its line with a pocket calculator, and two households of four people get the same. (Spread by largest remainders
the list would come to the amount exactly, and two equal households would differ by a cent.)
"""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def amount_of(profit: Decimal, percent: Decimal) -> Decimal:
    """60 per cent of 96666.67 are 58000.00."""
    return (profit * percent / HUNDRED).quantize(CENT, ROUND_HALF_UP)


def per_unit(total: Decimal, units: Decimal, step: int) -> Decimal:
    """For one head or share: 58000 for 1288 people are 45.03 to the cent, 45 to the yuan. Nothing for nobody."""
    if not units:
        return Decimal(0)
    steps = (total * HUNDRED / units / step).to_integral_value(ROUND_FLOOR)
    return (steps * step / HUNDRED).quantize(CENT)


def line_amount(units: Decimal, each: Decimal) -> Decimal:
    """Fractions of a cent, which halves of a share can leave, are left off."""
    return (units * each).quantize(CENT, ROUND_DOWN)
