"""Showing an add-on to the other party: from then on it has a number, and both see the same row."""

from datetime import datetime

from samdrift.foundation.scope import Scope
from samdrift.operations.requests import public as requests
from samdrift.partnership.addons.models import AddOn
from samdrift.registers.parties import public as parties


def number_for(scope: Scope, data_class: str, now: datetime) -> str:
    """The next number of an add-on both parties see: POL-2025-A0000012."""
    year = parties.community_day(scope, now).year
    head, _mark, last = requests.next_number(scope.community_id, year, data_class, kind="add_on").rpartition("-")
    return f"{head}-A{last}"


def show(scope: Scope, row: AddOn, now: datetime) -> None:
    """Let both parties see an add-on from now on; the caller saves the columns `number` and `owner_party`."""
    if row.owner_party_id is not None:
        row.owner_party_id = None
        row.number = row.number or number_for(scope, row.data_class, now)
