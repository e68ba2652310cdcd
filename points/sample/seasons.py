"""How often what happens in which month. Rates are claims per month in a village of 256 households; all invented."""

from __future__ import annotations

from dataclasses import dataclass

#: Twelve numbers, January to December.
Year = tuple[float, ...]


def _flat(rate: float) -> Year:
    return (rate,) * 12


def _only(months: dict[int, float], otherwise: float = 0.0) -> Year:
    return tuple(months.get(month, otherwise) for month in range(1, 13))


#: Claims of one household each.
SINGLE_RATES: dict[int, Year] = {
    1: _only({1: 11, 2: 12, 9: 9, 10: 9, 12: 10}, 8),
    2: _flat(3),
    3: _flat(4),
    4: _flat(0.4),
    5: _only({8: 0.4}),
    6: _flat(0.4),
    7: _flat(1.5),
    8: _flat(1),
    # Winter and spring are the fire season; 清明 is its height.
    9: _only({1: 7, 2: 9, 3: 9, 4: 10, 5: 3, 10: 2, 11: 6, 12: 7}),
    10: _only({3: 1, 6: 1, 7: 3, 8: 2}),
    11: _flat(3),
    16: _only({3: 9, 4: 9, 10: 9, 11: 8}, 7),
    17: _flat(7),
    # 重阳 falls in October, the New Year in January or February.
    18: _only({1: 8, 2: 7, 10: 8}, 5),
    19: _only({4: 7, 5: 10, 8: 8, 9: 10}, 5),
    20: _only({6: 1, 12: 1}),
    21: _only({1: 3, 6: 3, 7: 2, 11: 3}, 1),
    22: _flat(0.7),
    23: _only({7: 0.8}, 0.05),
    24: _only({2: 3, 8: 3, 9: 2}, 0.7),
    # Weddings crowd the New Year, May Day and the National Day.
    25: _only({1: 3, 2: 3, 5: 2, 10: 3, 12: 2}, 0.6),
    26: _only({1: 3, 2: 2, 5: 2, 10: 2}, 1.2),
    27: _flat(0.3),
    29: _flat(4),
    33: _flat(1),
    34: _flat(6),
    38: _flat(2.5),
    39: _flat(0.3),
    40: _only({3: 1, 11: 1}, 0.4),
    41: _only({1: 3, 2: 1, 11: 3, 12: 3}, 1.5),
    42: _only({12: 3}),
    43: _flat(0.8),
    49: _flat(0.3),
    50: _only({2: 2, 10: 2}, 0.6),
    51: _flat(0.3),
    52: _only({3: 2, 9: 2}, 0.3),
    53: _flat(1.2),
    54: _flat(0.3),
    60: _only({12: 0.2}),
    61: _only({7: 0.5, 12: 0.3}),
    62: _only({1: 0.6, 5: 0.5, 7: 0.5}, 0.1),
    63: _only({1: 2, 7: 2}, 0.5),
    64: _only({1: 4, 2: 2}, 0.6),
    65: _only({8: 4}),
    66: _only({3: 1.4, 9: 1.4}),
    67: _only({12: 0.3}),
}

#: Deductions. 麦 and 油菜 stubble burns in May and June, rice straw in August to October.
DEDUCTION_RATES: dict[int, Year] = {
    12: _only({2: 0.4}, 0.08),
    13: _only({1: 0.3, 2: 0.4}, 0.02),
    14: _flat(0.9),
    15: _only({2: 0.7, 3: 0.8, 4: 1, 12: 0.4}, 0.1),
    30: _only({1: 0.5, 2: 0.5, 10: 0.5}, 0.1),
    31: _flat(0.4),
    45: _flat(1.5),
    46: _only({5: 3, 6: 2.5, 8: 1.5, 9: 3.5, 10: 2.5}, 0.1),
    47: _flat(0.5),
    56: _flat(0.5),
    57: _only({11: 0.15}),
}
FEWEST_DEDUCTIONS = 3
MOST_DEDUCTIONS = 8
#: In these months those with a deduction did more good than harm: nobody stands below zero.
CALM_MONTHS = (4, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A deed of many households: one day, one photo or list, a claim for each household that came."""

    code: int
    groups: int
    """How many groups take part; 0 is the whole village."""
    households: tuple[int, int]
    """Fewest and most that came."""
    months: tuple[int, ...] = tuple(range(1, 13))
    day: int = 0
    """Day of the month where it is fixed; 0 is any day."""
    photo: str = ""


GATHERINGS: tuple[Gathering, ...] = (
    Gathering(code=34, groups=4, households=(30, 38), photo="road"),
    Gathering(code=32, groups=3, households=(17, 24), photo="meeting"),
    Gathering(code=28, groups=0, households=(9, 14), photo="meeting"),
    Gathering(code=44, groups=0, households=(12, 17), day=24),
    Gathering(code=36, groups=3, households=(8, 11), day=22),
    Gathering(code=37, groups=0, households=(5, 6), months=(3, 6, 9, 12), day=23),
    Gathering(code=35, groups=3, households=(16, 22), months=(3,), day=12, photo="trees"),
    Gathering(code=16, groups=2, households=(12, 16), months=(4, 10), photo="channel"),
    Gathering(code=48, groups=0, households=(2, 3), months=(3, 6, 9, 12), day=20),
    Gathering(code=55, groups=0, households=(5, 7), months=(3,), day=8),
)

#: What a photo of an item shows. Items not named are seldom photographed.
PHOTO_SCENES: dict[int, str] = {
    1: "night", 9: "trees", 10: "river", 15: "smoke", 16: "channel", 17: "square", 21: "certificate", 24: "certificate",
    34: "road", 38: "road", 39: "road", 40: "yard", 41: "channel", 45: "bins", 46: "smoke", 47: "yard",
    49: "certificate", 56: "yard", 59: "certificate", 60: "certificate", 61: "certificate", 62: "certificate",
    63: "certificate", 65: "certificate", 66: "certificate", 67: "certificate",
}  # fmt: skip
#: Share of the claims on those items that come with a photo where none is required.
PHOTO_SHARE = 0.28
ONLINE_SHARE = 0.7
"""Of the claims of households with a log-in, how many they make themselves."""
#: Claims that say how often: the item, and how many units at most are claimed at once.
QUANTITIES: dict[int, int] = {1: 2, 9: 2, 16: 2, 24: 5, 43: 6}
