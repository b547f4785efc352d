"""What other rooms may use of the workforce."""

from samdrift.operations.workforce.commands.absences import note_absence
from samdrift.operations.workforce.commands.alerts import Alarm, raise_alert, settle_alert
from samdrift.operations.workforce.commands.covering import Covering, name_cover, write_note
from samdrift.operations.workforce.commands.keys import KeyGiven, hand_key
from samdrift.operations.workforce.commands.lone import start_watch
from samdrift.operations.workforce.commands.on_call import RosterDraft, set_roster
from samdrift.operations.workforce.commands.shifts import Weeks, set_shifts
from samdrift.operations.workforce.commands.skills import Having, grant_skill, name_skill
from samdrift.operations.workforce.events import (
    AbsenceAnswered,
    AlertTaken,
    ShiftChanged,
    ShiftsSet,
    SkillEnded,
    SkillGranted,
)
from samdrift.operations.workforce.queries.leaving import keys_out, skills_on, weekly_minutes
from samdrift.operations.workforce.queries.notes import absent_people, alerted, covers_on, notes_at, stand_ins
from samdrift.operations.workforce.queries.on_call import OnCall, on_call_now, people_of, who_is_on_call
from samdrift.operations.workforce.queries.shifts import Available, available, people_away
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
    "Covering",
    "Having",
    "KeyGiven",
    "OnCall",
    "RosterDraft",
    "ShiftChanged",
    "ShiftsSet",
    "SkillEnded",
    "SkillGranted",
    "Weeks",
    "absent_people",
    "alerted",
    "available",
    "covers_on",
    "grant_skill",
    "hand_key",
    "keys_of",
    "keys_out",
    "missing_of_people",
    "missing_skills",
    "name_cover",
    "name_skill",
    "note_absence",
    "notes_at",
    "on_call_now",
    "people_away",
    "people_of",
    "people_with",
    "raise_alert",
    "set_roster",
    "set_shifts",
    "settle_alert",
    "skill_kinds",
    "skills_of",
    "skills_on",
    "stand_ins",
    "start_watch",
    "weekly_minutes",
    "who_is_on_call",
    "write_note",
]
