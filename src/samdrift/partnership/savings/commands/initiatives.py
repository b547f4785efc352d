"""Initiatives that save: noted, forecast, bound to a cost line, delivered by their owner, verified by finance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import savings
from samdrift.kernel.savings import Claim
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.events import SavingMoved
from samdrift.partnership.savings.models import Baseline, SavingItem
from samdrift.partnership.savings.queries import figures, ledger

CLASS = "D2"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingDraft:
    """An idea: where it saves, what is done, and who sees it through (the actor, unless somebody else is named)."""

    contract_id: int
    unit_id: int
    line_code: str
    title: str
    kind: str
    description: str = ""
    cashable: bool = True
    recurring: bool = True
    owner_id: int | None = None
    uid: UUID | None = None


@transaction.atomic
def note_saving(scope: Scope, draft: SavingDraft, *, now: datetime) -> SavingItem:
    """Write down an idea.

    Raises:
        Invalid: It has no title, or there is no such kind.
        NotAllowed: The actor may not propose savings there.
    """
    scope.require(
        "savings.propose", contract=draft.contract_id, unit=draft.unit_id, line=draft.line_code, data_class=CLASS
    )
    if not draft.title.strip() or len(draft.title) > 160:
        raise Invalid({"title": _("Say in at most %(most)s characters what is done.") % {"most": 160}})
    if draft.kind not in rules.KINDS:
        raise Invalid({"kind": _("Choose how it saves.")})
    made = SavingItem.objects.create(
        uid=draft.uid or uuid7(), community_id=scope.community_id, data_class=CLASS, contract_id=draft.contract_id,
        unit_id=draft.unit_id, line_code=draft.line_code, number=_next_number(scope, now), title=draft.title.strip(),
        description=draft.description.strip()[:1000], kind=draft.kind, cashable=draft.cashable,
        recurring=draft.recurring, owner_id=draft.owner_id or scope.person_id, created_at=now, moved_at=now,
    )  # fmt: skip
    _tell(scope, made, now)
    return made


@transaction.atomic
def give_forecast(scope: Scope, uid: UUID, *, amount_minor: int, expected_version: int, now: datetime) -> SavingItem:
    """Say what an idea is expected to save a year.

    Raises:
        DoesNotExist: No such initiative within the scope.
        Invalid: It saves nothing.
        Refused: The table of moves does not have it.
    """
    if amount_minor <= 0:
        raise Invalid({"amount": _("Say what it saves a year.")})
    return _move(scope, uid, "forecast", expected_version, now, forecast_minor=amount_minor)


@transaction.atomic
def bind_to_baseline(
    scope: Scope, uid: UUID, *, cost_line: str, percent: Decimal = savings.ALL, expected_version: int, now: datetime
) -> SavingItem:
    """Bind an initiative to a cost line of the baseline both parties agreed on, or to a share of the line.

    Raises:
        DoesNotExist: No such initiative within the scope.
        Refused: No baseline is agreed (no baseline, no saving), or another initiative holds the cost line.
    """
    row = _loaded(scope, uid, "agree_baseline", expected_version)
    baseline = figures.holding_baselines(scope, row.contract_id, [row.unit_id]).filter(line_code=row.line_code).first()
    if baseline is None:
        raise Refused(_("No baseline is agreed for this service, so nothing can be saved against it."))
    held = ledger.claims_on((row.contract_id, row.unit_id, row.line_code))
    known = [line.code for line in figures.lines_of(baseline)]
    why = savings.refused_claim(held, Claim(str(row.uid), cost_line, percent), known)
    if why is not None:
        raise Refused(claim_refused(why, cost_line))
    return _moved(
        scope, row, "agree_baseline", now, baseline_id=baseline.pk, cost_line=cost_line, share_percent=percent
    )


@transaction.atomic
def split_cost_line(
    scope: Scope, baseline_uid: UUID, *, cost_line: str, shares: Mapping[UUID, Decimal], now: datetime
) -> list[SavingItem]:
    """Split a cost line between the initiatives that share it, by agreed per cent that come to a hundred.

    Raises:
        DoesNotExist: No such baseline or initiative within the scope.
        Refused: The shares do not come to a hundred, or somebody who holds the line is left out.
    """
    baseline = Baseline.objects.within(scope).get(uid=baseline_uid)
    key = (baseline.contract_id, baseline.unit_id, baseline.line_code)
    scope.require("savings.agree", contract=key[0], unit=key[1], line=key[2], data_class=CLASS)
    why = savings.refused_split({str(uid): share for uid, share in shares.items()})
    holders = {UUID(one.item) for one in ledger.claims_on(key) if one.cost_line == cost_line}
    if why is not None or not holders <= set(shares):
        raise Refused(_("Shares of a cost line come to a hundred, over all initiatives that hold it."))
    rows = []
    for uid, share in sorted(shares.items()):
        row = SavingItem.objects.within(scope).locked(uid)
        if (row.contract_id, row.unit_id, row.line_code) != key:
            raise Refused(_("The initiative %(number)s is about another service.") % {"number": row.number})
        row.cost_line, row.share_percent = cost_line, share
        row.save_changes("cost_line", "share_percent")
        rows.append(row)
    return rows


@transaction.atomic
def begin_delivery(scope: Scope, uid: UUID, *, expected_version: int, now: datetime) -> SavingItem:
    """The owner begins.

    Raises:
        DoesNotExist: No such initiative within the scope.
        NotAllowed: The actor does not own it.
        Refused: The table of moves does not have it.
    """
    return _move(scope, uid, "begin", expected_version, now)


@transaction.atomic
def deliver_saving(scope: Scope, uid: UUID, *, evidence: str, expected_version: int, now: datetime) -> SavingItem:
    """The owner says it is done, and what shows it.

    Raises:
        DoesNotExist: No such initiative within the scope.
        Invalid: Nothing shows it.
        NotAllowed: The actor does not own it.
        Refused: The table of moves does not have it.
    """
    if not evidence.strip():
        raise Invalid({"evidence": _("Name what shows it, such as the changed order or the invoice.")})
    return _move(scope, uid, "deliver", expected_version, now, evidence=evidence.strip()[:400])


@transaction.atomic
def let_recur(scope: Scope, uid: UUID, *, expected_version: int, now: datetime) -> SavingItem:
    """Let a verified saving go on: it can be verified again in each later year.

    Raises:
        DoesNotExist: No such initiative within the scope.
        Refused: It saves once only, or the table of moves does not have it.
    """
    row = _loaded(scope, uid, "recur", expected_version)
    if not row.recurring:
        raise Refused(_("This initiative saves once only."))
    return _moved(scope, row, "recur", now)


@transaction.atomic
def let_lapse(scope: Scope, uid: UUID, *, reason: str, expected_version: int, now: datetime) -> SavingItem:
    """Say that it no longer saves; what was verified stays.

    Raises:
        DoesNotExist: No such initiative within the scope.
        Invalid: No reason is given.
        Refused: The table of moves does not have it.
    """
    return _move(scope, uid, "lapse", expected_version, now, reason=_because(reason))


@transaction.atomic
def reject_saving(scope: Scope, uid: UUID, *, reason: str, expected_version: int, now: datetime) -> SavingItem:
    """Say that it saves nothing that counts.

    Raises:
        DoesNotExist: No such initiative within the scope.
        Invalid: No reason is given.
        Refused: The table of moves does not have it.
    """
    return _move(scope, uid, "reject", expected_version, now, reason=_because(reason))


def claim_refused(why: str, cost_line: str) -> str:
    """Why a cost line cannot be claimed, in words."""
    return {
        "no_such_cost_line": _("The agreed baseline has no cost line %(code)s."),
        "share": _("A share of the cost line %(code)s lies above nothing and within a hundred per cent."),
        "cost_line_bound": _(
            "The cost line %(code)s is bound to another initiative already: no saving is counted twice. Agree on "
            "shares that come to a hundred, or reject one of the two."
        ),
    }[why] % {"code": cost_line}  # fmt: skip


def _because(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    return reason.strip()[:400]


def _loaded(scope: Scope, uid: UUID, move: str, expected_version: int) -> SavingItem:
    row = SavingItem.objects.within(scope).locked(uid, expected_version)
    where = {"contract": row.contract_id, "unit": row.unit_id, "line": row.line_code}
    scope.require(rules.PERMISSIONS[move], **where, data_class=row.data_class)
    if move in rules.OF_OWNER and row.owner_id != scope.person_id:
        raise NotAllowed(_("Whoever owns an initiative begins and delivers it."))
    if rules.after(row.state, move) is None:
        raise Refused(_("This cannot be done with the initiative as it stands now."))
    return row


def _moved(scope: Scope, row: SavingItem, move: str, now: datetime, **changes: Any) -> SavingItem:
    for name, value in changes.items():
        setattr(row, name, value)
    row.state, row.moved_at = rules.MOVES[row.state, move], now
    row.save_changes("state", "moved_at", *changes)
    _tell(scope, row, now)
    return row


def _move(scope: Scope, uid: UUID, move: str, expected_version: int, now: datetime, **changes: Any) -> SavingItem:
    return _moved(scope, _loaded(scope, uid, move, expected_version), move, now, **changes)


def _tell(scope: Scope, row: SavingItem, now: datetime) -> None:
    record(SavingMoved(saving_uid=row.uid, number=row.number, state=row.state), scope=scope, at=now, subject=row)


def _next_number(scope: Scope, now: datetime) -> str:
    with everywhere(reason="initiatives are numbered through the community, whoever sees them"):
        rows = SavingItem.objects.filter(community=scope.community_id, number__startswith=f"SAV-{now:%Y}-")
        last = rows.order_by("-number").values_list("number", flat=True).first()
    return f"SAV-{now:%Y}-{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"
