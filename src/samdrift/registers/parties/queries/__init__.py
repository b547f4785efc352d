"""Every read about who is who."""

from samdrift.registers.parties.queries.counterparts import counterpart_gaps, counterparts
from samdrift.registers.parties.queries.deputies import (
    Decider,
    colleagues_to_name,
    community_day,
    currency_of,
    deciders,
    deputies_of,
    employment_uid_of,
)
from samdrift.registers.parties.queries.gate import (
    employments_of,
    faces_of_the_demonstration,
    forget_scopes,
    scope_at,
    scope_for,
    tag_scope,
    token_by_digest,
    token_scope,
    who_acts,
)
from samdrift.registers.parties.queries.people import (
    PEOPLE_ORDER,
    employments_seen,
    holders,
    members_by_team,
    names_of,
    organisations,
    people,
    person_by_uid,
    roles_seen,
    roles_waiting,
    shown_name,
    teams,
    unit_by_uid,
    units,
)
from samdrift.registers.parties.queries.people_table import people_of_table, plan_people
from samdrift.registers.parties.queries.roles import explain, matrix
from samdrift.registers.parties.queries.tokens import tokens
from samdrift.registers.parties.queries.tree import placements_of, tree_on
from samdrift.registers.parties.queries.units_table import plan_units, units_of_table
from samdrift.registers.parties.queries.whom import Holder, employed_here, holders_of, team_of

__all__ = [
    "PEOPLE_ORDER",
    "Decider",
    "Holder",
    "colleagues_to_name",
    "community_day",
    "counterpart_gaps",
    "counterparts",
    "currency_of",
    "deciders",
    "deputies_of",
    "employed_here",
    "employment_uid_of",
    "employments_of",
    "employments_seen",
    "explain",
    "faces_of_the_demonstration",
    "forget_scopes",
    "holders",
    "holders_of",
    "matrix",
    "members_by_team",
    "names_of",
    "organisations",
    "people",
    "people_of_table",
    "person_by_uid",
    "placements_of",
    "plan_people",
    "plan_units",
    "roles_seen",
    "roles_waiting",
    "scope_at",
    "scope_for",
    "shown_name",
    "tag_scope",
    "team_of",
    "teams",
    "token_by_digest",
    "token_scope",
    "tokens",
    "tree_on",
    "unit_by_uid",
    "units",
    "units_of_table",
    "who_acts",
]
