"""Noting an add-on: one tap by whoever did it, led it or was asked; what it is worth is counted at once."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import money
from samdrift.operations.requests import public as requests
from samdrift.operations.rounds import public as rounds
from samdrift.operations.work import public as work
from samdrift.partnership.addons import events, rules
from samdrift.partnership.addons.commands.showing import number_for
from samdrift.partnership.addons.models import AddOn, AddOnNote, AddOnSign
from samdrift.partnership.addons.queries.pricing import Ordered, ordered_on, worth_of
from samdrift.partnership.addons.queries.terms import terms_on
from samdrift.partnership.addons.rules.worth import Done, Worth
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

NOTE = "addons.note"
DAY = "j M Y"
MOST_BACK = 400  # days; older work is beyond what anybody remembers
MOST_TIMES = 366
MOST_QUANTITY = 10_000_000
_PART = re.compile(r"0[.,][0-9]{1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOnDraft:
    """What was done beyond the contract, as somebody typed it; the order, request or room of a round says where.

    Attributes:
        quantity, times, cost: As typed; blank where nobody knows yet.
        item: An item of the price book with its setting after a "~"; blank: the only one ordered there.
        note: For the writer's own party alone.
    """

    code: str
    order_uid: UUID | None = None
    request_uid: UUID | None = None
    stop_uid: UUID | None = None
    sign_uid: UUID | None = None
    site_uid: UUID | None = None
    line_code: str = ""
    item: str = ""
    quantity: str = ""
    times: str = ""
    cost: str = ""
    asked_by: str = "nobody"
    text: str = ""
    note: str = ""
    happened_on: date | None = None
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """The place of an add-on, and what it is about."""

    site: estate.Site
    line_code: str
    contract: contracts.Contract
    space_id: int | None = None
    order: work.WorkOrder | None = None
    service_request: requests.ServiceRequest | None = None
    sign: AddOnSign | None = None
    team_id: int | None = None
    data_class: str = "D1"


@transaction.atomic
def note_add_on(scope: Scope, draft: AddOnDraft, *, now: datetime) -> AddOn:
    """Note something done beyond the contract; the same uid gives the same add-on.

    What the provider's people note is its own until it is put forward; what the customer's note, both see.

    Raises:
        DoesNotExist: No such order, request, sign or place within the scope.
        NotAllowed: The actor notes nothing there.
        Invalid: A code, number, item or day that is none.
        Refused: The uid is another's, or no contract covers the place.
    """
    if draft.uid is not None and (there := _there(scope, draft.uid)) is not None:
        return there
    where = _where(scope, draft, now)
    scope.require(
        NOTE, contract=where.contract.pk, line=where.line_code, site=where.site.pk, unit=where.site.unit_id,
        data_class=where.data_class,
    )  # fmt: skip
    day = _day(draft, where, now)
    terms = terms_on(where.contract.pk, day)
    code = terms.code(draft.code)
    if code is None:
        raise Invalid({"code": _("Say what kind of thing it was.")})
    if draft.asked_by not in rules.ASKED_BY:
        raise Invalid({"asked_by": _("Say who asked for it.")})
    ordered = ordered_on(where.contract.pk, where.site.unit_id, day)
    item, setting = _item(draft, where, ordered) if code.measure == "item" else ("", "")
    done = _done(draft, code.measure, where.line_code, setting)
    worth = worth_of(where.contract.pk, done, item, day, ordered, service_days=terms.service_days)
    made = _made(scope, draft, where, done, item, worth, day=day, now=now)
    if draft.note.strip() and scope.party_id is not None:
        write_note(scope, made.uid, draft.note, now=now)
    return made


@transaction.atomic
def write_note(scope: Scope, uid: UUID, text: str, *, now: datetime) -> AddOnNote:
    """Write something about an add-on for one's own party alone; the other never reads it.

    Raises:
        DoesNotExist: No such add-on within the scope.
        Invalid: Nothing is written.
        NotAllowed: The actor belongs to no party, or notes nothing there.
    """
    row = AddOn.objects.within(scope).get(uid=uid)
    scope.require(
        NOTE, contract=row.contract_id, line=row.line_code, site=row.site_id, unit=row.unit_id,
        data_class=row.data_class,
    )  # fmt: skip
    if not text.strip() or scope.party_id is None:
        raise Invalid({"note": _("Write something first.")})
    return AddOnNote.objects.create(
        community_id=row.community_id, data_class=row.data_class, owner_party_id=scope.party_id, add_on=row,
        text=text.strip()[:400], person_id=scope.person_id, written_at=now,
    )  # fmt: skip


@transaction.atomic
def set_quantity(
    scope: Scope, uid: UUID, *, quantity: str, times: str = "", cost: str = "", item: str = "",
    expected_version: int | None,
    now: datetime,
) -> AddOn:  # fmt: skip
    """Write how much it was, where whoever noted it did not know; it is priced anew by the prices of its own day.

    Raises:
        DoesNotExist: No such add-on within the scope.
        NotAllowed: The actor notes nothing there, or it is the other party's.
        Invalid: A number that is none.
        Refused, Stale: It is decided already, or somebody changed it since.
    """
    row = AddOn.objects.within(scope).select_related("contract", "site").locked(uid, expected_version)
    scope.require(
        NOTE, contract=row.contract_id, line=row.line_code, site=row.site_id, unit=row.unit_id,
        data_class=row.data_class,
    )  # fmt: skip
    if row.state not in rules.UNDECIDED or row.party_id != scope.party_id:
        raise Refused(_("This is decided already, or it is the other party's to say how much it was."))
    draft = AddOnDraft(code=row.code, quantity=quantity, times=times, cost=cost, item=item)
    where = Where(row.site, row.line_code, row.contract)
    ordered = ordered_on(row.contract_id, row.unit_id, row.happened_on)
    if item and row.measure == "item":
        row.item, row.setting = _item(draft, where, ordered)
    done = _done(draft, row.measure, row.line_code, row.setting)
    terms = terms_on(row.contract_id, row.happened_on)
    worth = worth_of(
        row.contract_id, done, row.item, row.happened_on, ordered, service_days=terms.service_days
    )  # fmt: skip
    row.quantity, row.times, row.cost_minor = done.quantity, done.times, done.cost_minor
    row.price_minor, row.price_why, row.price_facts = worth.amount_minor, worth.why, dict(worth.facts)
    row.save_changes(
        "item", "setting", "quantity", "times", "cost_minor", "price_minor", "price_why", "price_facts"
    )  # fmt: skip
    return row


def _there(scope: Scope, uid: UUID) -> AddOn | None:
    with everywhere(reason="whether an add-on of this uid stands already"):
        there = AddOn.objects.filter(uid=uid).first()
    if there is None:
        return None
    if there.community_id != scope.community_id or there.noted_by_id != scope.person_id:
        raise Refused(_("This identifier is already used for something else. Choose a new one."))
    return there


def _where(scope: Scope, draft: AddOnDraft, now: datetime) -> Where:
    if draft.order_uid is not None:
        order = work.WorkOrder.objects.within(scope).select_related("site", "contract").get(uid=draft.order_uid)
        if order.site is None:
            raise Invalid({"site": _("There is no such place.")})
        return Where(
            order.site, order.line_code, order.contract, order.space_id, order=order, team_id=order.team_id,
            data_class=order.data_class,
        )  # fmt: skip
    if draft.request_uid is not None:
        rows = requests.ServiceRequest.objects.within(scope).select_related("site", "contract")
        asked = rows.get(uid=draft.request_uid)
        if asked.site is None:
            raise Invalid({"site": _("There is no such place.")})
        return Where(
            asked.site, asked.line_code, asked.contract, asked.space_id, service_request=asked,
            team_id=asked.team_id, data_class=asked.data_class,
        )  # fmt: skip
    if draft.stop_uid is not None:
        stops = rounds.RoundStop.objects.within(scope).select_related("round__site", "round__contract")
        stop = stops.get(uid=draft.stop_uid)
        one = stop.round
        return Where(
            one.site, one.line_code, one.contract, stop.space_id, team_id=one.team_id, data_class=stop.data_class
        )  # fmt: skip
    if draft.sign_uid is not None:
        sign = AddOnSign.objects.within(scope).select_related("site", "contract").locked(draft.sign_uid)
        if sign.standing != "open":
            raise Refused(_("Somebody has answered this sign already."))
        return Where(sign.site, sign.line_code, sign.contract, sign=sign)
    return _at_a_site(scope, draft, now)


def _at_a_site(scope: Scope, draft: AddOnDraft, now: datetime) -> Where:
    site = estate.Site.objects.within(scope).filter(uid=draft.site_uid).first() if draft.site_uid else None
    if site is None:
        raise Invalid({"site": _("There is no such place.")})
    if draft.line_code not in contracts.line_names(scope):
        raise Invalid({"line": _("Choose a service.")})
    with everywhere(reason="the unit of a place the actor has been let through to"):
        path = parties.Unit.objects.values_list("path", flat=True).get(pk=site.unit_id) if site.unit_id else ""
    units = frozenset(int(part) for part in path.split("/") if part)
    day = draft.happened_on or parties.community_day(scope, now)
    found = contracts.contract_for(scope, line_code=draft.line_code, units=units, day=day)
    if found is None and draft.happened_on:  # no contract on a day that was mistyped: today's says which days may be
        today = parties.community_day(scope, now)
        found = contracts.contract_for(scope, line_code=draft.line_code, units=units, day=today)
    if found is None:
        raise Refused(_("No contract covers this service at this place on that day."))
    with everywhere(reason="the contract that covers a place the actor has been let through to"):
        return Where(site, draft.line_code, contracts.Contract.objects.get(pk=found.pk))


def _day(draft: AddOnDraft, where: Where, now: datetime) -> date:
    """The day where the place is: around midnight, and when clocks change, it is not the day in UTC."""
    today = now.astimezone(ZoneInfo(where.site.timezone)).date()
    day = draft.happened_on or today
    first = max(where.contract.starts_on, earliest(today))
    if not first <= day <= today:
        raise wrong_day(first, today)
    return day


def day_word(day: date) -> str:
    """A day in the language that is spoken just now: “4 Mar 2025”."""
    return str(date_format(day, DAY))


def earliest(today: date) -> date:
    """The first day anything may have been done on, whatever the contract."""
    return today - timedelta(days=MOST_BACK)


def wrong_day(first: date, today: date) -> Invalid:
    """What whoever typed a day that cannot be is told: which field it is, and from when to when it may lie."""
    told = _("Done on: write a day from %(first)s to %(last)s.")
    return Invalid({"on": told % {"first": day_word(first), "last": day_word(today)}})


def _item(draft: AddOnDraft, where: Where, ordered: Ordered) -> tuple[str, str]:
    """The item and setting that were chosen, or the only ones ordered there; none where nobody can tell."""
    if draft.item:
        item, _mark, setting = draft.item.partition("~")
        terms = ordered.book.get(item)
        if terms is None or terms.line != where.line_code or len(setting) > 40:
            raise Invalid({"item": _("The price book has no such item for this service.")})
        return item, setting
    here = ordered.at(where.line_code, where.site.pk)
    alone = {(key[0], key[3]) for key in here if key[2] == where.site.pk} or {(key[0], key[3]) for key in here}
    return next(iter(alone)) if len(alone) == 1 else ("", "")


def _done(draft: AddOnDraft, measure: str, line: str, setting: str) -> Done:
    wrong: dict[str, str] = {}
    quantity, cost = None, None
    if draft.quantity.strip() and measure != "cost":
        quantity = quantity_of(draft.quantity)
        if quantity is None:
            wrong["quantity"] = _("Write a quantity above 0 and below ten million.")
    if draft.cost.strip() and measure == "cost":
        cost = money.minor(draft.cost)
        if cost is None or not 0 < cost <= 10**11:
            wrong["cost"] = _("Write what it cost, above 0.")
    times = draft.times.strip() or "1"
    if not (times.isascii() and times.isdecimal() and len(times) <= 3 and 1 <= int(times) <= MOST_TIMES):
        wrong["times"] = _("Write how often, from 1 to 366.")
    if wrong:
        raise Invalid(wrong)
    return Done(measure, line, quantity, int(times), setting, cost)


def quantity_of(typed: str) -> Decimal | None:
    """A quantity as typed, above 0 and below ten million; None when it is none.

    As with money three figures behind a mark are thousands, but nobody writes a thousand as “0,001”.
    """
    text = typed.strip()
    if _PART.fullmatch(text):
        found = Decimal(text.replace(",", "."))
    else:
        hundredths = money.minor(text)
        found = Decimal(0) if hundredths is None else Decimal(hundredths) / 100
    return found if 0 < found < MOST_QUANTITY else None


def _made(
    scope: Scope, draft: AddOnDraft, where: Where, done: Done, item: str, worth: Worth, *, day: date, now: datetime
) -> AddOn:
    own = scope.side == rules.PROVIDER and scope.party_id is not None
    made = AddOn(
        uid=draft.uid or uuid7(), community_id=scope.community_id, data_class=where.data_class,
        owner_party_id=scope.party_id if own else None, contract=where.contract, unit_id=where.site.unit_id,
        site=where.site, space_id=where.space_id, line_code=where.line_code, code=draft.code, item=item,
        setting=done.setting if item else "", measure=done.measure, quantity=done.quantity, times=done.times,
        cost_minor=done.cost_minor, asked_by=draft.asked_by, text=draft.text.strip()[:160], happened_on=day,
        state=rules.NOTED if own else rules.OPEN, work_order=where.order, service_request=where.service_request,
        team_id=where.team_id, noted_by_id=scope.person_id, party_id=scope.party_id, noted_at=now,
        price_minor=worth.amount_minor, price_why=worth.why, price_facts=dict(worth.facts),
        currency=where.contract.currency,
    )  # fmt: skip
    if not own:
        made.number = number_for(scope, made.data_class, now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the same form sent twice at once: the other one was first
        there = _there(scope, made.uid)
        if there is None:
            raise
        return there
    record(
        events.AddOnNoted(add_on_id=made.uid, code=made.code, asked_by=made.asked_by), scope=scope, at=now, subject=made
    )
    if where.sign is not None:
        _answer(scope, where.sign, made, now)
    return made


def _answer(scope: Scope, sign: AddOnSign, made: AddOn, now: datetime) -> None:
    sign.standing, sign.answered_by_id, sign.answered_at, sign.add_on = "noted", scope.person_id, now, made
    sign.save_changes("standing", "answered_by", "answered_at", "add_on")
    record(events.SignAnswered(sign_id=sign.uid, standing="noted"), scope=scope, at=now, subject=sign)
