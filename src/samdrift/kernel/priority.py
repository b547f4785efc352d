"""How urgent a request is: impact by urgency, then what moves it; and the usual promise for each priority."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from samdrift.kernel.targets import Target, WorkingDays, WorkingTime

# Rows: impact 1 (life, safety, operational stop) to 4 (one person, cosmetic); columns: urgency 1 (now) to 4 (planned).
MATRIX = ((1, 1, 2, 3), (1, 2, 3, 3), (2, 3, 4, 4), (3, 4, 4, 5))
HIGHEST, LOWEST = 1, 5
WEIGHTY_SPACE = 3
REPEATED_FAULTS = 3
CONFIRM_WITHIN = timedelta(minutes=5)
"""Words of danger that nobody has confirmed yet stand before an agent within this time."""

# Beginnings of words or phrases in English, Danish and Swedish. They never decide: an agent confirms.
WORDS_OF_DANGER = (
    "smell of gas", "gas leak", "gaslugt", "lugter af gas", "gaslukt", "luktar gas", "gasläcka", "gasudslip",
    "smoke", "røg", "rök", "on fire", "fire in", "ildebrand", "brænder", "brinner", "eldsvåda",
    "explosion", "eksplosion",
    "trapped", "stuck in the lift", "sidder fast i elevator", "fanget", "fast i hissen", "instängd",
    "electric shock", "elektrisk stød", "elstöt", "live wire", "strømførende", "strömförande",
    "unconscious", "bevidstløs", "medvetslös", "injured", "tilskadekom", "skadad",
    "weapon", "våben", "vapen", "intruder", "indbrud", "inbrott", "asbest", "chemical spill", "kemikalieudslip",
)  # fmt: skip
_DANGER = re.compile(r"\b(?:" + "|".join(map(re.escape, WORDS_OF_DANGER)) + ")")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What stands around a request.

    Attributes:
        safety_confirmed: An agent confirmed that safety or security is at stake.
        availability_weight: How much the space counts, 1 upwards; from 3 on it lifts.
        criticality: The asset's, A to C; A lifts.
        safeguarding: A vulnerable citizen is concerned.
        faults_in_30_days: On the same asset, this one included; the third lifts.
    """

    safety_confirmed: bool = False
    availability_weight: int = 1
    criticality: str = ""
    safeguarding: bool = False
    faults_in_30_days: int = 1

    @property
    def needs_problem_record(self) -> bool:
        """Whether the fault repeats so often that its cause is to be looked for."""
        return self.faults_in_30_days >= REPEATED_FAULTS


def priority_of(impact: int, urgency: int, around: Circumstances) -> tuple[int, list[str]]:
    """The priority, 1 to 5, and the codes of what moved it, in the order applied.

    Args:
        impact: 1 (life, operational stop) to 4 (a single person, cosmetic).
        urgency: 1 (now) to 4 (can be planned).
    """
    if not (1 <= impact <= 4 and 1 <= urgency <= 4):
        raise ValueError(f"Impact and urgency are 1 to 4, not {impact} and {urgency}.")
    priority, moved = MATRIX[impact - 1][urgency - 1], []
    if around.safety_confirmed:
        priority = HIGHEST
        moved.append("safety")
    if around.availability_weight >= WEIGHTY_SPACE:
        priority -= 1
        moved.append("availability")
    if around.criticality == "A":
        priority -= 1
        moved.append("criticality")
    if around.safeguarding:
        priority = min(priority, 2)
        moved.append("safeguarding")
    if around.needs_problem_record:
        priority -= 1
        moved.append("repeated")
    return max(HIGHEST, min(LOWEST, priority)), moved


def words_of_danger(text: str) -> tuple[str, ...]:
    """The words in a report that an agent has to confirm or dismiss, in order, each once."""
    return tuple(dict.fromkeys(_DANGER.findall(text.casefold())))


@dataclass(frozen=True, slots=True)
class UsualClock:
    """A clock as it is usually promised.

    Attributes:
        calendar: "24x7" or "STD", the contract's own hours.
        target: None where it is an agreed date or slot.
        on_islands: The target where a ferry lies between.
    """

    calendar: str
    target: Target | None
    on_islands: Target | None = None


def _time(hours: float) -> WorkingTime:
    return WorkingTime(timedelta(hours=hours))


# Assumed, to be replaced by each contract's own terms. P5 is done on an agreed date, thirty working days away at most.
USUAL_CLOCKS: Mapping[int, Mapping[str, UsualClock]] = {
    1: {
        "acknowledge": UsualClock("24x7", WorkingTime(timedelta(minutes=10))),
        "attend": UsualClock("24x7", _time(1), on_islands=_time(2)),
        "make_safe": UsualClock("24x7", _time(2)),
        "complete": UsualClock("24x7", _time(8)),
    },
    2: {
        "acknowledge": UsualClock("24x7", WorkingTime(timedelta(minutes=30))),
        "attend": UsualClock("24x7", _time(4)),
        "make_safe": UsualClock("24x7", _time(8)),
        "complete": UsualClock("24x7", _time(24)),
    },
    3: {
        "acknowledge": UsualClock("STD", _time(4)),
        "attend": UsualClock("STD", WorkingDays(1)),
        "complete": UsualClock("STD", WorkingDays(3)),
    },
    4: {
        "acknowledge": UsualClock("STD", WorkingDays(1)),
        "attend": UsualClock("STD", WorkingDays(3)),
        "complete": UsualClock("STD", WorkingDays(10)),
    },
    5: {
        "acknowledge": UsualClock("STD", WorkingDays(1)),
        "attend": UsualClock("STD", None),
        "complete": UsualClock("STD", None),
    },
}
LATEST_AGREED = WorkingDays(30)
