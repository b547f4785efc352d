"""What other rooms may use of the workforce."""

from samdrift.operations.workforce.commands.alerts import Alarm, raise_alert, settle_alert
from samdrift.operations.workforce.events import (
    AbsenceAnswered,
    AlertTaken,
    ShiftChanged,
    ShiftsSet,
    SkillEnded,
    SkillGranted,
)
from samdrift.operations.workforce.queries.notes import alerted, notes_at
from samdrift.operations.workforce.queries.on_call import OnCall, on_call_now, people_of, who_is_on_call
from samdrift.operations.workforce.queries.shifts import Available, available
from samdrift.operations.workforce.queries.skills import (
    keys_of,
    missing_of_people,
    missing_skills,
    people_with,
    skill_kinds,
    skills_of,
)

__all__ = [
    "AbsenceAnswered",
    "Alarm",
    "AlertTaken",
    "Available",
    "OnCall",
    "ShiftChanged",
    "ShiftsSet",
    "SkillEnded",
    "SkillGranted",
    "alerted",
    "available",
    "keys_of",
    "missing_of_people",
    "missing_skills",
    "notes_at",
    "on_call_now",
    "people_of",
    "people_with",
    "raise_alert",
    "settle_alert",
    "skill_kinds",
    "skills_of",
    "who_is_on_call",
]
