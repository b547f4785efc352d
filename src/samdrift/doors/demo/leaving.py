"""The year's rehearsal of the police's exit: a pack the provider asked for with its staff list, which the worker makes.

Only asked for while loading, so that nobody waits for it: it is there some seconds after the worker has started.
"""

from datetime import datetime
from uuid import UUID

from samdrift.doors.demo.people import Parties
from samdrift.partnership.handover import public as handover
from samdrift.registers.parties import public as parties


def ask_rehearsal(made: Parties, contract_uid: UUID, *, as_of: datetime) -> None:
    """Ask for it, as the provider's contract manager."""
    scope = parties.scope_at(made.faces["CTR-P"], None, now=as_of)
    assert scope is not None
    handover.ask_pack(scope, contract_uid, day=as_of.date(), with_staff=True, now=as_of)
