"""What a phone takes along for a shift: everything needed to work without asking again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.field import rules
from samdrift.operations.field.queries.notes import notes_at, notes_for
from samdrift.operations.field.registry import kinds_for, parts_of_day
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

MOST = 120
MOST_TYPES = 60
ALONG = ("space__storey__building", "service_request__requester")


def day_of(scope: Scope, *, now: datetime) -> dict[str, Any]:
    """The person's open orders with place, way, dangers and clocks, what they finished last, and the words to act with.

    No code of a tag is in it: marks let the phone tell a right tag from a wrong one, the server alone knows.
    """
    orders = list(work.my_work(scope).select_related(*_with())[:MOST])
    done = list(work.done_lately(scope))
    return {
        "person": whose_phone(scope), "name": scope.name, "language": scope.language, "at": now,
        "orders": _orders(scope, orders), "done": [_done(one, scope.language) for one in done],
        **_book(scope), "sites": _sites(scope, orders), "moves": _moves(),
        "parts": parts_of_day(scope, now), "kinds": kinds_for(scope),
    }  # fmt: skip


def whose_phone(scope: Scope) -> UUID | None:
    """The public id of who is signed in: the phone keeps each person's queue apart."""
    return parties.Person.objects.filter(pk=scope.person_id or 0).values_list("uid", flat=True).first()


def _with() -> tuple[str, ...]:
    return (*work.SHOWN_WITH, *ALONG)


def _orders(scope: Scope, orders: list[work.WorkOrder]) -> list[dict[str, Any]]:
    asked = [order.service_request.uid for order in orders if order.service_request]
    clocks = promises.promises_of_many(scope, asked)
    missing = work.proofs_of_many(scope, orders)
    lines = work.lines_of_many(scope, orders)
    notes = notes_for(scope, orders)
    steps = work.steps_of_many(scope, orders)
    codes = tags.codes_hanging(
        scope.community_id, space_ids={o.space_id for o in orders if o.space_id},
        asset_ids={o.asset_id for o in orders if o.asset_id},
    )  # fmt: skip
    return [
        {
            **_order(order, scope.language), "needs": missing[order.uid],
            "clocks": [_clock(one) for one in clocks.get(_asked(order), [])],
            "lines": [_line(one) for one in lines.get(order.pk, [])], "notes": notes_at(notes, order),
            "marks": _marks(order, codes), "steps": _steps(steps.get(order.pk), scope.language),
        }
        for order in orders
    ]  # fmt: skip


def _asked(order: work.WorkOrder) -> UUID:
    about: UUID = order.service_request.uid if order.service_request else order.uid
    return about


def _order(order: work.WorkOrder, language: str) -> dict[str, Any]:
    about, site, space = order.service_request, order.site, order.space
    storey = space.storey if space else None
    return {
        "uid": order.uid, "number": about.number if about else order.number, "title": order.title,
        "said": about.description if about else "", "state": order.state, "priority": order.priority,
        "mine": order.assignee_id is not None, "due_at": order.due_at, "where": work.place_line(order, language),
        "by": about.requester.full_name if about and about.requester else "",
        "kind": in_language(about.request_type.name, language) if about else "", "line": order.line_code,
        "site": site.uid if site else None, "address": _address(site),
        "latitude": float(site.latitude) if site and site.latitude is not None else None,
        "longitude": float(site.longitude) if site and site.longitude is not None else None,
        "way": _way(storey, space),
        "secured": order.data_class == "D8", "thing": order.asset.name if order.asset else "",
        "confirmed": order.place_confirmed_at is not None, "safe": order.made_safe_at is not None,
        "started_at": order.started_at, "note": order.note, "stands": bool(about and about.paused),
        "hold": order.pause_reason, "permit": order.permit_kind, "instructions": order.instructions,
    }  # fmt: skip


def _address(site: estate.Site | None) -> str:
    if site is None:
        return ""
    return ", ".join(part for part in (site.address, f"{site.postal_code} {site.town}".strip()) if part)


def _way(storey: estate.Storey | None, space: estate.Space | None) -> list[str]:
    """From the building down to the room, with nothing said twice."""
    parts = (storey.building.name if storey else "", storey.name if storey else "", _room(space))
    return [part for part in dict.fromkeys(parts) if part]


def _room(space: estate.Space | None) -> str:
    return " ".join(part for part in (space.number, space.name) if part) if space else ""


def _clock(promise: promises.Promise) -> dict[str, Any]:
    """A clock, and why it runs so: whose clause it is."""
    return {
        "kind": str(requests.CLOCKS.get(promise.kind, promise.kind)), "due_at": promise.due_at,
        "state": promise.state, "paused": promise.paused, "risk_at": promise.at_risk_at,
        "why": promise.policy.clause,
    }  # fmt: skip


def _line(line: work.WorkLine) -> dict[str, Any]:
    return {
        "uid": line.uid, "kind": line.kind, "minutes": line.minutes, "text": line.text,
        "quantity": None if line.quantity is None else float(line.quantity),
    }  # fmt: skip


def _done(order: work.WorkOrder, language: str) -> dict[str, Any]:
    return {
        "uid": order.uid, "title": order.title, "where": work.place_line(order, language), "state": order.state,
        "word": work.state_word(order.state),
        "number": order.service_request.number if order.service_request else order.number,
    }  # fmt: skip


def _marks(order: work.WorkOrder, codes: tuple[dict[int, list[str]], dict[int, list[str]]]) -> list[str]:
    """Of the thing where there is one, and of the room: a scan of either proves presence."""
    spaces, assets = codes
    here = [*spaces.get(order.space_id or 0, []), *assets.get(order.asset_id or 0, [])]
    return rules.marks_of(here, str(order.uid))


def _steps(found: tuple[list[Any], dict[str, str]] | None, language: str) -> list[dict[str, Any]]:
    """The steps of a checklist in order, each with the answer that counts, "" for none."""
    steps, answers = found or ([], {})
    return [
        {
            "key": step.key, "kind": step.kind, "text": in_language(dict(step.text), language),
            "required": step.required, "unit": step.unit, "answer": answers.get(step.key, ""),
            "low": None if step.low is None else float(step.low),
            "high": None if step.high is None else float(step.high),
            "choices": [{"code": one.code, "word": in_language(dict(one.text), language)} for one in step.choices],
        }
        for step in steps
    ]  # fmt: skip


def _book(scope: Scope) -> dict[str, Any]:
    book, language = catalogue.catalogue_of(scope.community_id), scope.language
    return {
        "holds": [{"code": r.code, "word": in_language(r.name, language), "stops": r.stops_clock}
                  for r in book.hold_reasons.values()],
        "resolutions": [{"code": r.code, "word": in_language(r.name, language), "line": r.line_code}
                        for r in book.resolution_codes.values() if r.code != "no_answer"],
        "failures": [{"code": code, "word": str(word)} for code, word in work.FAILURE_WORDS.items()],
        "no_scan": [{"code": code, "word": str(word)} for code, word in work.NO_SCAN_WORDS.items()],
        "refusals": [{"code": code, "word": str(word)} for code, word in work.REFUSAL_WORDS.items()],
        "types": [{"code": t.code, "word": in_language(t.name, language), "line": t.line_code}
                  for t in book.types.values() if t.audience == "public" and t.request_class == "D1"][:MOST_TYPES],
    }  # fmt: skip


def _sites(scope: Scope, orders: Iterable[work.WorkOrder]) -> list[dict[str, Any]]:
    """The sites of the day, for work found on the spot."""
    found = {order.site.uid: order.site for order in orders if order.site}
    return [{"uid": uid, "word": in_language(site.name, scope.language)} for uid, site in found.items()]


def _moves() -> dict[str, str]:
    """The table of moves as the phone keeps it, so that it shows the state the server will come to."""
    return {f"{state} {move}": after for (state, move), after in work.MOVES.items() if move in rules.MOVES}
