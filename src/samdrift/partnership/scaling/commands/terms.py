"""What the contract says of notice, thresholds and remanence: signed with it, then proposed by one party and accepted
by the other, always from a day ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.kernel.notice_table import DEFAULT, Table, Unfit, as_written, check
from samdrift.partnership.scaling import events
from samdrift.partnership.scaling.models import ScalingTerms
from samdrift.partnership.scaling.rules import AGREE_TERMS, OWN_ROWS
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

POST = Decimal(1665)
LONGEST = 400
UNFIT = {
    "first_row": gettext_lazy("There is one row from 0 % on for less, and one for more."),
    "same_share": gettext_lazy("Two rows begin at the same share, so nobody knows which of them holds."),
    "same_code": gettext_lazy("Each row has a name of its own."),
    "approvals": gettext_lazy(
        "A yes is asked of the budget holder, the contract manager, the steering committee, in order."
    ),
    "share": gettext_lazy("A share lies between 0 and 100 %."),
    "months": gettext_lazy(
        "Months are counted from 1 on, one stretch after the other, and only where a fee is reduced."
    ),
    "days": gettext_lazy("Days are 0 or more, and small steps are summed over a month or more."),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsDraft:
    """What shall hold from a day on; fields as `ScalingTerms` has them.

    Attributes:
        labour: By service line the share of the price that is work, and what an hour costs.
        rooms: By item of the price book the kinds of rooms it is about.
    """

    valid_from: date
    table: Table = DEFAULT
    labour: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    hours_a_post: Decimal = POST
    posts_to_consult: Decimal = Decimal(1)
    rooms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    clause: str = ""


def check_draft(draft: TermsDraft) -> None:
    """Raise Invalid, naming the field, unless changes could be judged by it."""
    wrong: dict[str, object] = {}
    try:
        check(draft.table)
        if any(row.code in OWN_ROWS for row in draft.table.rows):
            raise Unfit("same_code")
    except Unfit as unfit:
        wrong["table"] = UNFIT[unfit.why]
    if not 0 < draft.posts_to_consult < 10_000:
        wrong["posts_to_consult"] = _("Give a number of posts above 0.")
    if not 0 < draft.hours_a_post < 10_000:
        wrong["hours_a_post"] = _("A post has hours of work in a year.")
    if any(not 0 <= share <= 1 or hour <= 0 for share, hour in draft.labour.values()):
        wrong["labour"] = _("Work is a share between 0 and 1, and an hour costs something.")
    if len(draft.clause) > 80:
        wrong["clause"] = _("A clause has 80 characters at most.")
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def write_terms(scope: Scope, contract_id: int, draft: TermsDraft, *, now: datetime) -> ScalingTerms:
    """Write down what both parties signed with the contract; for setting up.

    Raises:
        NotAllowed: The actor may not write terms of this contract.
        Invalid: Nobody could follow the table, or an hour costs nothing.
    """
    scope.require("contracts.write", contract=contract_id)
    check_draft(draft)
    row = _row(scope, contract_id, draft, now)
    row.save(force_insert=True)
    record(events.ScalingTermsWritten(terms_uid=row.uid, valid_from=draft.valid_from), scope=scope, at=now, subject=row)
    return row


@transaction.atomic
def propose_terms(
    scope: Scope, contract_uid: UUID, draft: TermsDraft, *, now: datetime, note: str = ""
) -> ScalingTerms:
    """Propose what shall hold from a day ahead; nothing changes until the other party accepts it.

    Raises:
        DoesNotExist: No such contract within the scope.
        NotAllowed: The actor may not propose terms of this contract.
        Invalid: Nobody could follow it, or it does not begin ahead and within the contract.
        Refused: One version waits for an answer already.
    """
    contract = contracts.contract_by_uid(scope, contract_uid)
    scope.require(AGREE_TERMS, contract=contract.pk, data_class="D2")
    check_draft(draft)
    if not parties.community_day(scope, now) < draft.valid_from <= contract.ends_on:
        raise Invalid({"valid_from": _("Let it hold from a day ahead, before the contract ends.")})
    row = _row(scope, contract.pk, draft, now)
    row.standing, row.note, row.proposed_by_id, row.party_id, row.proposed_at = (
        "open", note.strip()[:LONGEST], scope.person_id, scope.party_id, now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as waits:
        raise Refused(_("One version waits for an answer already.")) from waits
    event = events.ScalingTermsProposed(terms_uid=row.uid, valid_from=row.valid_from, side=scope.side)
    record(event, scope=scope, at=now, subject=row)
    return row


@transaction.atomic
def answer_terms(
    scope: Scope, uid: UUID, move: str, *, expected_version: int | None, now: datetime, answer: str = ""
) -> ScalingTerms:
    """Accept or refuse what the other party proposed, or take one's own back.

    Args:
        move: accept, refuse (with an answer) or withdraw.

    Raises:
        DoesNotExist: No such proposal within the scope.
        Invalid: No reason is given for a refusal, or there is no such move.
        NotAllowed: It is for the other party, or the actor may not agree terms.
        Refused: It is decided already, or its first day has come meanwhile.
        Stale: It changed meanwhile.
    """
    row = ScalingTerms.objects.within_permission(scope, AGREE_TERMS).locked(uid, expected_version)
    scope.require(AGREE_TERMS, contract=row.contract_id, data_class="D2")
    if move not in ("accept", "refuse", "withdraw"):
        raise Invalid({"move": _("Choose what you want to do.")})
    mine = row.party_id == scope.party_id or row.proposed_by_id == scope.person_id
    if mine != (move == "withdraw"):
        raise NotAllowed(_("The other party decides; the one that proposed it may take it back."))
    if move == "refuse" and not answer.strip():
        raise Invalid({"answer": _("Say why, so that they can propose something better.")})
    if row.standing != "open":
        raise Refused(_("This is decided already."))
    if move == "accept" and row.valid_from <= parties.community_day(scope, now):
        raise Refused(_("Its first day has come. Propose it anew from a day ahead: nothing holds backwards."))
    row.standing = {"accept": "accepted", "refuse": "refused", "withdraw": "withdrawn"}[move]
    row.answer, row.decided_by_id, row.recorded_at = answer.strip()[:LONGEST], scope.person_id, now
    row.save_changes("standing", "answer", "decided_by", "recorded_at")
    event = events.ScalingTermsAnswered(
        terms_uid=row.uid, valid_from=row.valid_from, standing=row.standing, side=scope.side,
        table=row.table if move == "accept" else {},
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return row


def _row(scope: Scope, contract_id: int, draft: TermsDraft, now: datetime) -> ScalingTerms:
    return ScalingTerms(
        community_id=scope.community_id, data_class="D2", contract_id=contract_id, table=as_written(draft.table),
        labour={line: [str(share), str(hour)] for line, (share, hour) in sorted(draft.labour.items())},
        hours_a_post=draft.hours_a_post, posts_to_consult=draft.posts_to_consult,
        rooms={item: sorted(uses) for item, uses in sorted(draft.rooms.items())}, clause=draft.clause.strip(),
        valid_from=draft.valid_from, recorded_at=now,
    )  # fmt: skip
