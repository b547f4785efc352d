"""Approvals follow who is who: when a unit moves or somebody leaves, others are asked at once."""

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.operations.approvals import commands
from samdrift.registers.parties import public as parties

CHANGES = (
    parties.UnitMoved, parties.RoleEnded, parties.RoleGranted, parties.EmploymentEnded, parties.PersonStateChanged,
)  # fmt: skip


def ask_again(event: EventRecord) -> None:
    """Put waiting steps to whoever may decide them now."""
    scope = commands.system_scope(event.community_id)
    commands.ask_again_where_nobody_may(scope, now=event.happened_at)


for change in CHANGES:
    follow(change.kind, name=f"approvals.ask_again_{change.kind.rpartition('.')[2]}")(ask_again)
