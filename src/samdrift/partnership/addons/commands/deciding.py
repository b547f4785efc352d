"""Deciding about add-ons: put forward, forgiven, charged as extra work, proposed as a change, or not done again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import money
from samdrift.operations.work import public as work
from samdrift.partnership.addons import events, rules
from samdrift.partnership.addons.commands.noting import day_word
from samdrift.partnership.addons.commands.showing import show
from samdrift.partnership.addons.models import AddOn
from samdrift.partnership.scaling import public as scaling
from samdrift.registers.parties import public as parties

DECIDE = "addons.decide"
MOST_AT_ONCE = 30


@transaction.atomic
def decide(
    scope: Scope, uid: UUID, move: str, *, expected_version: int | None, reason: str = "", now: datetime
) -> AddOn:
    """Put forward, forgive, stop, take back or withdraw an add-on.

    Raises:
        DoesNotExist: No such add-on within the scope.
        NotAllowed: The actor decides nothing there, or forgives what they noted themselves.
        Invalid: A reason is missing, or the move is none of these.
        Refused, Stale: It is decided already, or somebody changed it since.
    """
    if move not in ("put_forward", "forgive", "stop", "take_back", "withdraw"):
        raise Invalid({"move": _("There is no such decision.")})
    row = AddOn.objects.within(scope).locked(uid)
    if row.version != expected_version and _same_again(scope, row, move):
        return row
    row = AddOn.objects.within(scope).locked(uid, expected_version)
    _require(scope, row, move)
    if move in ("forgive", "stop") and not reason.strip():
        raise Invalid({"reason": _("Say why, so that both parties can read it later.")})
    _moved(scope, row, move, reason=reason, now=now)
    row.save_changes("state", "owner_party", "number", "decided_by", "decided_at", "reason", "scenario")
    _tell(scope, row, move, now)
    return row


@transaction.atomic
def charge(
    scope: Scope, uids: Sequence[UUID], *, versions: Sequence[int | None], amount: str = "", now: datetime
) -> work.Quote:
    """Offer add-ons of one service at one place as extra work: one offer, a line each, for the customer to approve.

    Nothing is charged by this: the offer goes the way of all extra work, to whoever may approve what it costs. As the
    work is done already, their yes charges it.

    Args:
        amount: As typed, where the only add-on has no price.
    Raises:
        DoesNotExist: No such add-on within the scope.
        NotAllowed: The actor offers no extra work there.
        Invalid: One has no price, or they are of several places or services.
        Refused, Stale: One is decided already, or somebody changed it since.
    """
    given = dict(zip(uids, versions, strict=True))
    if not 1 <= len(given) <= MOST_AT_ONCE:
        raise Invalid({"add_ons": _("Choose between 1 and %(most)s.") % {"most": MOST_AT_ONCE}})
    found = AddOn.objects.within(scope).select_related("site")
    rows = [found.locked(uid) for uid in sorted(given)]
    if all(row.version != given[row.uid] and _same_again(scope, row, "charge") for row in rows):
        (quote,) = {row.quote for row in rows} if len({row.quote_id for row in rows}) == 1 else (None,)
        if quote is not None:
            return quote
    rows = [found.locked(row.uid, given[row.uid]) for row in rows]
    for row in rows:
        _require(scope, row, "charge")
    if len({(row.contract_id, row.site_id, row.line_code) for row in rows}) > 1:
        raise Invalid({"add_ons": _("One offer is for one service at one place.")})
    amounts = [_amount(row, amount if len(rows) == 1 else "") for row in rows]
    quote = work.submit_quote(scope, _offer(rows, amounts), now=now)
    for row, offered in zip(rows, amounts, strict=True):
        row.quote, row.offered_minor = quote, offered
        _moved(scope, row, "charge", now=now)
        if quote.state == "approved":  # a rule both parties agreed on asks nobody for so little
            row.state = rules.CHARGED
        row.save_changes(
            "state", "owner_party", "number", "decided_by", "decided_at", "reason", "quote", "offered_minor"
        )
        _tell(scope, row, "charge", now)
        if row.state == rules.CHARGED:
            _tell(scope, row, "accepted", now)
    return quote


@transaction.atomic
def propose(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> AddOn:
    """Propose that an add-on becomes ordered: the customer's own goes straight into the district's basket.

    The provider's waits until somebody who plans for the district puts it there, by the same command.

    Raises:
        DoesNotExist: No such add-on within the scope.
        NotAllowed: The actor decides nothing there, or does not plan for the district.
        Invalid: It is of no item of the price book, or nobody wrote how much it was.
        Refused, Stale: It is decided already, or lies in the basket; or somebody changed it since.
    """
    row = AddOn.objects.within(scope).select_related("site", "unit").locked(uid, expected_version)
    _require(scope, row, "propose")
    if not row.item or row.quantity is None or row.unit is None:
        raise Invalid({"quantity": _("Write first which item of the price book it is, and how much.")})
    plans = scope.side == rules.CUSTOMER
    if row.state == rules.PROPOSED and (row.scenario_id is not None or not plans):
        raise Refused(_("It is proposed already."))
    _moved(scope, row, "propose", now=now)
    if plans:
        row.scenario = _in_basket(scope, row, now)
    row.save_changes("state", "owner_party", "number", "decided_by", "decided_at", "reason", "scenario")
    _tell(scope, row, "propose", now)
    return row


@transaction.atomic
def follow_quote(scope: Scope, quote_uid: UUID, *, now: datetime) -> int:
    """Let add-ons be as their offer was answered; how many moved. Safe to repeat."""
    with everywhere(reason="the add-ons of an offer somebody answered; the answer has passed its own gate"):
        quote = work.Quote.objects.filter(uid=quote_uid, community=scope.community_id).first()
        uids = list(
            AddOn.objects.filter(quote=quote, state=rules.OFFERED).order_by("pk").values_list("uid", flat=True)
        ) if quote else []  # fmt: skip
        move = {"approved": "accepted", "rejected": "refused", "withdrawn": "refused"}.get(quote.state if quote else "")
        if move is None:
            return 0
        rows = [AddOn.objects.get_queryset().locked(uid) for uid in uids]
    moved = 0
    for row in rows:
        state = rules.after(row.state, move)
        if state is None or row.quote_id != getattr(quote, "pk", None):
            continue
        row.state = state
        if state == rules.OPEN:
            row.quote = row.offered_minor = None
        row.save_changes("state", "quote", "offered_minor")
        _tell(scope, row, move, now)
        moved += 1
    return moved


@transaction.atomic
def follow_change(scope: Scope, change_uid: UUID, written: Sequence[dict[str, object]], *, now: datetime) -> int:
    """Let proposed add-ons be agreed whose volume a change of service took up; how many. Safe to repeat."""
    keys = {(str(one["item"]), one["site"]) for one in written}
    moved = 0
    with everywhere(reason="the add-ons an agreed change took up; the change has passed its own gate"):
        change = scaling.ChangeOrder.objects.filter(uid=change_uid, community=scope.community_id).first()
        if change is None:
            return 0
        found = AddOn.objects.filter(
            contract=change.contract_id, state=rules.PROPOSED, item__in={key[0] for key in keys}
        )
        rows = [AddOn.objects.get_queryset().locked(uid) for uid in found.order_by("pk").values_list("uid", flat=True)]
        for row in rows:
            if row.state != rules.PROPOSED or (row.item, row.site_id) not in keys:
                continue
            row.state, row.change = rules.AGREED, change
            row.save_changes("state", "change")
            _tell(scope, row, "agreed", now)
            moved += 1
    return moved


def _require(scope: Scope, row: AddOn, move: str) -> None:
    where = {
        "contract": row.contract_id, "line": row.line_code, "site": row.site_id, "unit": row.unit_id,
        "data_class": row.data_class,
    }  # fmt: skip
    if move == "withdraw" and row.noted_by_id == scope.person_id:
        scope.require("addons.note", **where)
    else:
        scope.require(DECIDE, **where)
    if rules.after(row.state, move) is None:
        raise Refused(_("This is decided already, and what was accepted or agreed stays so."))
    if not rules.may_move(
        move, row.state, side=scope.side, person_id=scope.person_id, noted_by=row.noted_by_id
    ):  # fmt: skip
        raise NotAllowed(
            _("Somebody else of your party forgives what you noted yourself.") if move == "forgive"
            and row.noted_by_id == scope.person_id else _("This is the other party's to decide.")
        )  # fmt: skip


def _same_again(scope: Scope, row: AddOn, move: str) -> bool:
    """Whether the same person has just decided the same: a form that was sent twice."""
    ends = {state for (_from, name), state in rules.MOVES.items() if name == move}
    return row.state in ends and row.decided_by_id is not None and row.decided_by_id == scope.person_id


def _moved(scope: Scope, row: AddOn, move: str, *, reason: str = "", now: datetime) -> None:
    state = rules.after(row.state, move)
    assert state is not None  # asked for by `_require`
    row.state = state
    row.decided_by_id, row.decided_at, row.reason = scope.person_id, now, reason.strip()[:400]
    if move in rules.SHOWS:
        show(scope, row, now)
    if move == "take_back":
        row.scenario = None


def _amount(row: AddOn, typed: str) -> int:
    minor = money.minor(typed) if typed.strip() else row.price_minor
    if not minor or minor < 0:
        raise Invalid({"amount": _("Say what it comes to: it has no price by the price book.")})
    return minor


def _offer(rows: Sequence[AddOn], amounts: Sequence[int]) -> work.QuoteDraft:
    first = rows[0]
    lines = [(_line(row), f"{minor // 100}.{minor % 100:02d}") for row, minor in zip(rows, amounts, strict=True)]
    days = sorted(row.happened_on for row in rows)
    title = first.text if len(rows) == 1 and first.text else _("Done beyond the contract")
    return work.QuoteDraft(
        contract_id=first.contract_id, site_id=first.site_id, line_code=first.line_code, title=title, lines=lines,
        text=_("Done already, between %(first)s and %(last)s; it was not part of what is ordered.")
        % {"first": day_word(days[0]), "last": day_word(days[-1])},
        done_on=days[-1],
    )  # fmt: skip


def _line(row: AddOn) -> str:
    return " ".join(part for part in (day_word(row.happened_on), row.number, row.item, row.text or row.code) if part)


def _in_basket(scope: Scope, row: AddOn, now: datetime) -> Any:
    """A scenario of the district's basket with the volume filled in: what is ordered there, and this on top."""
    assert row.unit is not None
    assert row.quantity is not None
    today = parties.community_day(scope, now)
    place = scaling.district(scope, row.unit.uid)
    found = scaling.known(scope, place, today)
    key = (row.item, row.unit.pk, row.site_id, row.setting)
    wish = scaling.Wish(*key, row.setting, found.volumes.get(key, row.quantity * 0) + row.quantity)
    seen = f"{row.item} {row.unit.pk}"
    return scaling.save_scenario(
        scope, row.unit.uid, name=_("Add-on %(number)s") % {"number": row.number}, wishes=[wish],
        requested_on=_first_of_next(today), seen={seen: found.seen.get(seen, 0)}, now=now,
    )  # fmt: skip


def _first_of_next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _tell(scope: Scope, row: AddOn, move: str, now: datetime) -> None:
    record(events.AddOnMoved(add_on_id=row.uid, move=move, state=row.state), scope=scope, at=now, subject=row)
