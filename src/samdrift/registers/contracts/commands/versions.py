"""A contract gets a version when what it is about changes: the note says by what."""

from datetime import date, datetime

from django.db.models import Max

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.contracts.events import VersionRecorded
from samdrift.registers.contracts.models import Contract, ContractVersion


def record_version(scope: Scope, contract_id: int, *, valid_from: date, note: str, now: datetime) -> ContractVersion:
    """Write down that other terms hold from a day on, in the caller's transaction; whoever calls has asked who may."""
    with everywhere(reason="the versions of a contract the caller has been let through to"):
        contract = Contract.objects.select_for_update().get(pk=contract_id)
        last = ContractVersion.objects.filter(contract=contract).aggregate(last=Max("number"))["last"] or 0
    made = ContractVersion.objects.create(
        community_id=contract.community_id, contract=contract, number=last + 1, valid_from=valid_from, recorded_at=now,
        note=note[:400],
    )  # fmt: skip
    event = VersionRecorded(contract_uid=contract.uid, number=made.number, valid_from=valid_from)
    record(event, scope=scope, at=now, subject=contract)
    return made
