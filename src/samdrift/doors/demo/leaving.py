"""The pack of a call-off that leaves, and the year's rehearsal of the police's exit, which the worker makes.

The joiner asked for the one, the provider with its staff list for the other. Only asked for while loading, so that
nobody waits: they are there some seconds after the worker has started.
"""

from datetime import datetime
from uuid import UUID

from samdrift.doors.demo import joiners
from samdrift.doors.demo.people import Parties
from samdrift.partnership.handover import public as handover
from samdrift.partnership.joining import public as joining
from samdrift.registers.parties import public as parties


def ask_leaving(*, as_of: datetime) -> None:
    """Ask for the pack of the county's leaving call-off, as the joiner's contact."""
    contact = parties.Person.objects.get(email=joiners.mail_of(joiners.body(joiners.LEAVES)))
    scope = parties.scope_at(contact, None, now=as_of)
    assert scope is not None
    row = joining.Accession.objects.within(scope).select_related("contract").get()
    assert row.contract is not None
    handover.ask_pack(scope, row.contract.uid, day=as_of.date(), with_staff=False, now=as_of)


def ask_rehearsal(made: Parties, contract_uid: UUID, *, as_of: datetime) -> None:
    """Ask for it, as the provider's contract manager."""
    scope = parties.scope_at(made.faces["CTR-P"], None, now=as_of)
    assert scope is not None
    handover.ask_pack(scope, contract_uid, day=as_of.date(), with_staff=True, now=as_of)
