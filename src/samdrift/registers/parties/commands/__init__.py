"""Every change to who is who: organisations, units, people, employments, roles, teams, counterparts and keys."""

from samdrift.registers.parties.commands.account import (
    change_password,
    choose_first_password,
    choose_language,
    note_use,
    person_from_provider,
    replace_password,
)
from samdrift.registers.parties.commands.bootstrap import create_first_admin
from samdrift.registers.parties.commands.cases import end_on_case, name_on_case
from samdrift.registers.parties.commands.clearing import set_clearance
from samdrift.registers.parties.commands.counterparts import end_counterparts, name_counterparts
from samdrift.registers.parties.commands.deputies import end_deputy, name_deputy
from samdrift.registers.parties.commands.imports import Imported, import_people, import_units
from samdrift.registers.parties.commands.interests import MOVES as INTEREST_MOVES
from samdrift.registers.parties.commands.interests import InterestDraft, decide_interest, declare_interest
from samdrift.registers.parties.commands.organisations import add_member, add_organisation
from samdrift.registers.parties.commands.people import (
    activate_person,
    allow_first_password,
    begin_employment,
    change_person,
    end_employment,
    invite_person,
    restore_person,
    see_off,
    see_off_due,
    suspend_person,
)
from samdrift.registers.parties.commands.roles import approve_role, assign_role, end_role, refuse_role
from samdrift.registers.parties.commands.shared import index_people
from samdrift.registers.parties.commands.teams import change_team, close_team, join_team, leave_team, make_team
from samdrift.registers.parties.commands.tokens import make_token, revoke_token
from samdrift.registers.parties.commands.units import bring_tree_up_to, close_unit, move_unit, open_unit

__all__ = [
    "INTEREST_MOVES",
    "Imported",
    "InterestDraft",
    "activate_person",
    "add_member",
    "add_organisation",
    "allow_first_password",
    "approve_role",
    "assign_role",
    "begin_employment",
    "bring_tree_up_to",
    "change_password",
    "change_person",
    "change_team",
    "choose_first_password",
    "choose_language",
    "close_team",
    "close_unit",
    "create_first_admin",
    "decide_interest",
    "declare_interest",
    "end_counterparts",
    "end_deputy",
    "end_employment",
    "end_on_case",
    "end_role",
    "import_people",
    "import_units",
    "index_people",
    "invite_person",
    "join_team",
    "leave_team",
    "make_team",
    "make_token",
    "move_unit",
    "name_counterparts",
    "name_deputy",
    "name_on_case",
    "note_use",
    "open_unit",
    "person_from_provider",
    "refuse_role",
    "replace_password",
    "restore_person",
    "revoke_token",
    "see_off",
    "see_off_due",
    "set_clearance",
    "suspend_person",
]
