"""How urgent a request is (domain.md §3.2): impact by urgency, then what moves it."""

from dataclasses import dataclass

# Row: impact 1–4; column: urgency 1–4.
MATRIX = ((1, 1, 2, 3), (1, 2, 3, 3), (2, 3, 4, 4), (3, 4, 4, 5))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What stands around a request.

    Attributes:
        safety_confirmed: Somebody at the desk confirmed that safety or security is at stake.
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
        priority = 1
        moved.append("safety")
    if around.availability_weight >= 3:
        priority -= 1
        moved.append("availability")
    if around.criticality == "A":
        priority -= 1
        moved.append("criticality")
    if around.safeguarding:
        priority = min(priority, 2)
        moved.append("safeguarding")
    if around.faults_in_30_days >= 3:
        priority -= 1
        moved.append("repeated")
    return max(1, min(5, priority)), moved
