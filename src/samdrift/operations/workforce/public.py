"""What other rooms may use of the workforce."""

from samdrift.operations.workforce.events import AbsenceAnswered, ShiftChanged, ShiftsSet, SkillEnded, SkillGranted
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
    "Available",
    "ShiftChanged",
    "ShiftsSet",
    "SkillEnded",
    "SkillGranted",
    "available",
    "keys_of",
    "missing_of_people",
    "missing_skills",
    "people_with",
    "skill_kinds",
    "skills_of",
]
