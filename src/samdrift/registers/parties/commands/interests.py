"""Declaring an interest, a gift or hospitality of a counterpart, and deciding on it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.kernel import money
from samdrift.registers.parties.events import InterestDecided, InterestDeclared
from samdrift.registers.parties.models import Interest
from samdrift.registers.parties.queries.interests import other_parties

KINDS = ("interest", "gift", "hospitality", "other")
# What stands, and what is decided → what stands then. Cleared: it does not matter; upheld: the person stays out.
MOVES = {
    ("open", "clear"): "cleared", ("open", "uphold"): "upheld", ("open", "end"): "ended", ("upheld", "end"): "ended",
    ("upheld", "clear"): "cleared",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestDraft:
    """What somebody declares; the value as typed, "" where there is none."""

    counterpart_uid: UUID
    kind: str
    text: str
    happened_on: date
    value: str = ""


@transaction.atomic
def declare_interest(scope: Scope, draft: InterestDraft, *, today: date, now: datetime) -> Interest:
    """Declare, for oneself, what ties one to a counterpart; from now on one approves nothing of theirs.

    Raises:
        Invalid: The kind, the counterpart, the day or the value does not fit, or nothing is said.
        NotAllowed: The actor declares nothing here.
    """
    scope.require("parties.declare_interests", own=True)
    assert scope.person_id is not None  # who may do something of their own is somebody
    counterpart = next((one for one in other_parties(scope) if one.uid == draft.counterpart_uid), None)
    value = money.minor(draft.value) if draft.value.strip() else None
    wrong: dict[str, object] = {}
    if counterpart is None:
        wrong["counterpart"] = _("Choose the other party it is about.")
    if draft.kind not in KINDS:
        wrong["kind"] = _("Say whether it is an interest, a gift, hospitality or something else.")
    if not draft.text.strip():
        wrong["text"] = _("Say what it is about.")
    if draft.happened_on > today:
        wrong["happened_on"] = _("This day is still to come.")
    if draft.value.strip() and (value is None or value < 0):
        wrong["value"] = _("Write an amount, or leave it empty.")
    if wrong or counterpart is None:
        raise Invalid(wrong)
    interest = Interest.objects.create(
        community_id=scope.community_id, owner_party_id=scope.party_id, person_id=scope.person_id,
        counterpart=counterpart, kind=draft.kind, text=draft.text.strip()[:400], value_minor=value,
        happened_on=draft.happened_on, declared_at=now,
    )  # fmt: skip
    event = InterestDeclared(interest_uid=interest.uid, counterpart_uid=counterpart.uid)
    record(event, scope=scope, at=now, subject=interest)
    return interest


@transaction.atomic
def decide_interest(
    scope: Scope, uid: UUID, move: str, *, why: str, expected_version: int | None, now: datetime
) -> Interest:  # fmt: skip
    """Decide on what a colleague declared: clear it, uphold it, or end it where it is over.

    Raises:
        DoesNotExist: No such declaration within the scope.
        Invalid: Nothing is said.
        NotAllowed: The actor does not decide, or declared it.
        Refused: It cannot be decided so from where it stands.
        Stale: Somebody changed it first.
    """
    interest = Interest.objects.within(scope).locked(uid, expected_version)
    scope.require("parties.decide_interests")
    if interest.person_id == scope.person_id:
        raise NotAllowed(_("Nobody decides on what they declared themselves. Ask a colleague."))
    state = MOVES.get((interest.state, move))
    if state is None:
        raise Refused(_("This was decided on before."))
    if not why.strip():
        raise Invalid({"why": _("Say why.")})
    interest.state, interest.decision = state, why.strip()[:400]
    interest.decided_by_id, interest.decided_at = scope.person_id, now
    interest.save_changes("state", "decision", "decided_by", "decided_at")
    record(InterestDecided(interest_uid=interest.uid, outcome=state), scope=scope, at=now, subject=interest)
    return interest
