"""How the parties compare: one proposes a version, the other accepts it. Earlier packs keep what they were made by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.benchmarks import AGAINST
from samdrift.partnership.benchmarking.commands.speaking import DATA_CLASS, speaks
from samdrift.partnership.benchmarking.events import BenchmarkTermsMoved
from samdrift.partnership.benchmarking.models import BenchmarkTerms
from samdrift.partnership.benchmarking.queries.reading import contract_seen
from samdrift.partnership.benchmarking.queries.terms import SIZES
from samdrift.partnership.benchmarking.rules import states
from samdrift.registers.contracts import public as contracts

MOST_TOLERANCE, MOST_PEERS, MOST_SITES, MOST_DAYS, MOST_SIZES = Decimal(200), 50, 100, 365, 8
LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkTermsDraft:
    """What shall hold from a day on; fields as `BenchmarkTerms` has them."""

    valid_from: date
    clause: str = ""
    tolerance: Decimal = Decimal(0)
    against: str = "median"
    fewest_peers: int = 3
    fewest_sites: int = 5
    sizes: Sequence[int] = SIZES
    answer_days: int = 30
    note: str = ""


def check_draft(draft: BenchmarkTermsDraft) -> None:
    """Raise Invalid, naming the field, unless lines could be compared by it."""
    wrong: dict[str, object] = {}
    if not draft.tolerance.is_finite() or not 0 <= draft.tolerance <= MOST_TOLERANCE:
        wrong["tolerance"] = _("A tolerance lies between 0 and %(most)s per cent.") % {"most": MOST_TOLERANCE}
    if draft.against not in AGAINST:
        wrong["against"] = _("Choose what a line is held against.")
    if not 1 <= draft.fewest_peers <= MOST_PEERS:
        wrong["fewest_peers"] = _("Write a number of peers from 1 to %(most)s.") % {"most": MOST_PEERS}
    if not 1 <= draft.fewest_sites <= MOST_SITES:
        wrong["fewest_sites"] = _("Write a number of places from 1 to %(most)s.") % {"most": MOST_SITES}
    sizes = list(draft.sizes)
    if sizes != sorted(set(sizes)) or len(sizes) > MOST_SIZES or any(not 0 < one < 10**7 for one in sizes):
        wrong["sizes"] = _("Classes of sites begin at square metres above 0, each above the one before.")
    if not 1 <= draft.answer_days <= MOST_DAYS:
        wrong["answer_days"] = _("Write a number of days from 1 to %(most)s.") % {"most": MOST_DAYS}
    if len(draft.clause) > 80:
        wrong["clause"] = _("A clause has 80 characters at most.")
    if len(draft.note) > LONGEST:
        wrong["note"] = _("Say it in at most %(most)s characters.") % {"most": LONGEST}
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def write_terms(scope: Scope, contract_id: int, draft: BenchmarkTermsDraft, *, now: datetime) -> BenchmarkTerms:
    """Write down what both parties signed with the contract; for setting up.

    Raises:
        NotAllowed: The actor may not write terms of this contract.
        Invalid: Nothing could be compared by them.
    """
    scope.require("contracts.write", contract=contract_id)
    check_draft(draft)
    row = _row(scope, contract_id, draft, now)
    row.save(force_insert=True)
    _note(row, scope, now)
    return row


@transaction.atomic
def propose_terms(
    scope: Scope, contract_uid: UUID, draft: BenchmarkTermsDraft, *, now: datetime
) -> BenchmarkTerms:  # fmt: skip
    """Propose how to compare from a day on; nothing changes until the other party accepts it.

    Raises:
        DoesNotExist: No such contract within the scope.
        NotAllowed: The actor may not speak for a party of this contract.
        Invalid: Nothing could be compared by it, or it begins outside the contract's days.
        Refused: One version waits for an answer already.
    """
    contract = contract_seen(scope, contract_uid)
    speaks(scope, contract.pk)
    check_draft(draft)
    if not contract.starts_on <= draft.valid_from <= contract.ends_on:
        raise Invalid({"valid_from": _("Let it hold from one of the contract's days.")})
    row = _row(scope, contract.pk, draft, now)
    row.standing, row.proposed_by_id, row.party_id = states.OPEN, scope.person_id, scope.party_id
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as waits:
        raise Refused(_("One version waits for an answer already.")) from waits
    _note(row, scope, now)
    return row


@transaction.atomic
def answer_terms(
    scope: Scope, uid: UUID, move: str, *, expected_version: int | None, now: datetime, answer: str = ""
) -> BenchmarkTerms:
    """Accept or refuse what the other party proposed, or take one's own back.

    Args:
        move: accept, refuse (with an answer) or withdraw.

    Raises:
        DoesNotExist: No such proposal within the scope.
        Invalid: No reason is given for a refusal, or there is no such move.
        NotAllowed: It is for the other party, or the actor may not speak for one.
        Refused: It is decided already.
        Stale: It changed meanwhile.
    """
    row = BenchmarkTerms.objects.within(scope).locked(uid, expected_version)
    speaks(scope, row.contract_id)
    if move not in ("accept", "refuse", "withdraw"):
        raise Invalid({"move": _("Choose what you want to do.")})
    if (row.party_id == scope.party_id or row.proposed_by_id == scope.person_id) != (move == "withdraw"):
        raise NotAllowed(_("The other party decides; the one that proposed it may take it back."))
    if move == "refuse" and not answer.strip():
        raise Invalid({"answer": _("Say why, so that they can propose something better.")})
    if row.standing != states.OPEN:
        raise Refused(_("This is decided already."))
    row.standing = {"accept": states.ACCEPTED, "refuse": states.REFUSED, "withdraw": states.WITHDRAWN}[move]
    row.answer, row.decided_by_id, row.recorded_at = answer.strip()[:LONGEST], scope.person_id, now
    row.save_changes("standing", "answer", "decided_by", "recorded_at")
    _note(row, scope, now)
    return row


def _row(scope: Scope, contract_id: int, draft: BenchmarkTermsDraft, now: datetime) -> BenchmarkTerms:
    with everywhere(reason="the number of the next version of a contract's benchmark terms"):
        contracts.Contract.objects.select_for_update().get(pk=contract_id)
        last = BenchmarkTerms.objects.filter(contract=contract_id).aggregate(last=Max("number"))["last"]
    return BenchmarkTerms(
        community_id=scope.community_id, data_class=DATA_CLASS, contract_id=contract_id, number=(last or 0) + 1,
        clause=draft.clause.strip(), tolerance=draft.tolerance, against=draft.against,
        fewest_peers=draft.fewest_peers, fewest_sites=draft.fewest_sites, sizes=list(draft.sizes),
        answer_days=draft.answer_days, note=draft.note.strip(), valid_from=draft.valid_from, recorded_at=now,
    )  # fmt: skip


def _note(row: BenchmarkTerms, scope: Scope, now: datetime) -> None:
    event = BenchmarkTermsMoved(
        terms_uid=row.uid, valid_from=row.valid_from, standing=row.standing, side=scope.side, clause=row.clause,
        tolerance=f"{row.tolerance:f}", against=row.against, fewest_peers=row.fewest_peers,
        fewest_sites=row.fewest_sites, sizes=tuple(row.sizes), answer_days=row.answer_days,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
