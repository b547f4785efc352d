"""What a dispatcher does on the pages: parse, call one command an order, go back or say what could not be."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused, Stale
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.operations.dispatch.commands import accepting, giving, planning_ahead, proposing, settling
from samdrift.operations.dispatch.models import DayProposal
from samdrift.operations.dispatch.queries import board as boards
from samdrift.operations.dispatch.queries.crew import Member, crew
from samdrift.operations.dispatch.web.pages import Asked, asked_of, board_page, set_up_page
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

MOST_AT_ONCE = 100
LARGEST = 10_000_000
DAYS_AHEAD = 28


@require_POST
def give(request: ScopedRequest) -> HttpResponse:
    """Give the ticked orders to the person chosen, or one order to the person suggested for it."""
    require_somewhere(request.scope, "work.plan")
    asked = asked_of(request)
    team = asked.team
    if team is None:
        raise Http404
    picked, person = _picked(request)
    member = _member(request.scope, asked, person)
    of_member = next((one for one in asked.shown if one.pk == member.team_id), team)
    at = _time(request.POST.get("at", ""), asked.day, asked.zone) if len(picked) == 1 else None

    def one(uid: UUID, version: int) -> object:
        wanted = giving.Give(of_member, member.person_id, asked.day, at)
        return giving.give_order(request.scope, uid, wanted, expected_version=version, now=now())

    refused, done = _each(request.scope, picked, one)
    told = ngettext("%(count)s order is with %(name)s now.", "%(count)s orders are with %(name)s now.", done)
    return _answer(request, asked, refused, told % {"count": done, "name": member.name} if done else "")


@require_POST
def back(request: ScopedRequest) -> HttpResponse:
    """Let nobody have the ticked orders."""
    require_somewhere(request.scope, "work.plan")
    asked = asked_of(request)
    picked, _person = _picked(request)

    def one(uid: UUID, version: int) -> object:
        return giving.take_back(request.scope, uid, expected_version=version, now=now())

    refused, done = _each(request.scope, picked, one)
    told = ngettext("%(count)s order is with nobody now.", "%(count)s orders are with nobody now.", done)
    return _answer(request, asked, refused, told % {"count": done} if done else "")


def _picked(request: ScopedRequest) -> tuple[list[tuple[UUID, int]], str]:
    """The orders with the versions they were seen at, and the person: from one button, or from ticks and a list."""
    quick = request.POST.get("to", "")
    given = [quick.rpartition(".")[0]] if quick else request.POST.getlist("order")
    if not given or len(given) > MOST_AT_ONCE:
        raise Invalid({"order": _("Tick the orders first, at most a hundred.")})
    person = quick.rpartition(".")[2] if quick else request.POST.get("person", "")
    try:
        return [(UUID(uid), int(version)) for uid, version in (one.split(".") for one in given)], person
    except ValueError as unknown:
        raise Http404 from unknown


def _member(scope: Scope, asked: Asked, uid: str) -> Member:
    assert asked.team is not None
    found = next((one for one in crew(scope, asked.shown, asked.day, asked.zone, now()) if str(one.uid) == uid), None)
    if found is None:
        raise Invalid({"person": _("Choose who is to do it.")})
    return found


def _time(text: str, day: date, zone: str) -> datetime | None:
    try:
        given = parse_time(text) if text else None
    except ValueError:
        given = None
    return datetime.combine(day, time(given.hour, given.minute), ZoneInfo(zone)) if given else None


def _each(
    scope: Scope, picked: list[tuple[UUID, int]], do: Callable[[UUID, int], object]
) -> tuple[list[tuple[str, str]], int]:  # fmt: skip
    """Do it with each; what could not be as (number, why), and with how many it was done."""
    refused, done = [], 0
    for uid, version in picked:
        try:
            do(uid, version)
            done += 1
        except Stale:
            refused.append(_meanwhile(scope, uid))
        except Refused as why:
            refused.append((giving.order_of(scope, uid).number, str(why)))
    return refused, done


def _meanwhile(scope: Scope, uid: UUID) -> tuple[str, str]:
    """What somebody else did with an order while one was looking at it."""
    order = giving.order_of(scope, uid)
    if order.assignee_id is None:
        return order.number, _("Somebody changed it meanwhile: nobody has it now. Nothing of yours was written.")
    name = parties.names_of(scope, [order.assignee_id]).get(order.assignee_id, "")
    sentence = _("Somebody changed it meanwhile: %(name)s has it now. Nothing of yours was written.")
    return order.number, sentence % {"name": name}


def _answer(request: ScopedRequest, asked: Asked, refused: list[tuple[str, str]], told: str) -> HttpResponse:
    if told:
        messages.success(request, told)
    if refused:
        return board_page(request, asked, refused=refused, status=409)
    return redirect(_board_address(asked.team, asked.day, area=asked.area))


def _board_address(team: parties.Team | None, day: date, *, area: bool = False) -> str:
    address = f"{reverse('dispatch:board')}?team={team.uid if team else ''}&day={day.isoformat()}"
    return f"{address}&area=1" if area else address


@require_POST
def plan(request: ScopedRequest) -> HttpResponse:
    """Have the day planned; the proposal's page renews itself until it stands."""
    require_somewhere(request.scope, "dispatch.plan")
    asked = asked_of(request)
    if asked.team is None:
        raise Http404
    made = proposing.ask_for_plan(request.scope, asked.team, asked.day, now=now())
    return redirect("dispatch:proposal", made.uid)


@require_POST
def plan_ahead(request: ScopedRequest) -> HttpResponse:
    """Have the team's planned work of four weeks planned and given out, from the day shown on."""
    require_somewhere(request.scope, "dispatch.plan")
    asked = asked_of(request)
    if asked.team is None:
        raise Http404
    made = planning_ahead.ask_for_days(request.scope, asked.team, asked.day, DAYS_AHEAD, now=now())
    told = ngettext(
        "The planned work of %(count)s day is being planned. Its routes appear as they are ready.",
        "The planned work of %(count)s days is being planned. The routes appear day by day as they are ready.",
        len(made),
    )  # fmt: skip
    messages.success(request, told % {"count": len(made)})
    return redirect(_board_address(asked.team, asked.day, area=asked.area))


@require_POST
def decide(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Accept a proposal whole or some people's routes, put it aside, or take it back."""
    row = boards.proposal_of(request.scope, uid)
    if move not in DECIDE:
        raise Http404
    messages.success(request, DECIDE[move](request, row))
    if move == "dismiss":
        return redirect(_board_address(row.team, row.day))
    return redirect("dispatch:proposal", row.uid)


def _accept(request: ScopedRequest, row: DayProposal) -> str:
    given = request.POST.getlist("person")
    people = [int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 19] if given else None
    count, passed = accepting.accept_proposal(
        request.scope, row, expected_version=version_of(request), now=now(), person_ids=people
    )
    told = ngettext("%(count)s order was given.", "%(count)s orders were given.", count) % {"count": count}
    more = ngettext(
        "%(count)s was changed meanwhile and left as it is.", "%(count)s were changed meanwhile and left as they are.",
        passed,
    )  # fmt: skip
    return f"{told} {more % {'count': passed}}" if passed else told


def _undo(request: ScopedRequest, row: DayProposal) -> str:
    count, left = accepting.undo_proposal(request.scope, row, expected_version=version_of(request), now=now())
    told = ngettext("%(count)s order is as it was.", "%(count)s orders are as they were.", count) % {"count": count}
    more = ngettext("%(count)s had gone on and was left.", "%(count)s had gone on and were left.", left)
    return f"{told} {more % {'count': left}}" if left else told


def _dismiss(request: ScopedRequest, row: DayProposal) -> str:
    proposing.dismiss_proposal(request.scope, row, expected_version=version_of(request), now=now())
    return _("The proposal was put aside. Nothing was changed.")


DECIDE: dict[str, Callable[[ScopedRequest, DayProposal], str]] = {
    "accept": _accept, "undo": _undo, "dismiss": _dismiss,
}  # fmt: skip


@require_POST
def set_hours(request: ScopedRequest) -> HttpResponse:
    """Say where and when a team's day begins."""
    require_somewhere(request.scope, "dispatch.set_up")
    asked = asked_of(request)
    if asked.team is None:
        raise Http404
    try:
        settling.set_team_day(request.scope, asked.team, _hours(request), now=now())
    except Invalid as wrong:
        return set_up_page(request, errors=wrong.fields, status=422)
    messages.success(request, _("The board reckons with this from now on."))
    return redirect(f"{reverse('dispatch:set_up')}?team={asked.team.uid}")


def _hours(request: ScopedRequest) -> settling.Hours:
    minutes = {}
    for name in ("shift_from", "shift_to", "rest_from", "rest_to"):
        at = _clock(request.POST.get(name, ""))
        if at is None:
            raise Invalid({name: _("Write a time as 08:00.")})
        minutes[name] = at
    rest = request.POST.get("rest_minutes", "")
    if not (rest.isascii() and rest.isdecimal() and int(rest) <= 120):
        raise Invalid({"rest_minutes": _("A rest is between 0 and 120 minutes.")})
    return settling.Hours(_site(request.scope, request.POST.get("site", "")), rest_minutes=int(rest), **minutes)


def _clock(text: str) -> int | None:
    try:
        given = parse_time(text)
    except ValueError:
        return None
    return given.hour * 60 + given.minute if given else None


def _site(scope: Scope, uid: str) -> int | None:
    if not uid:
        return None
    try:
        return estate.Site.objects.within(scope).values_list("pk", flat=True).get(uid=UUID(uid))
    except (ValueError, estate.Site.DoesNotExist) as unknown:
        raise Invalid({"site": _("There is no such site.")}) from unknown


@require_POST
def ways(request: ScopedRequest) -> HttpResponse:
    """Bring in a table of measured ways: from, to, seconds, metres."""
    require_somewhere(request.scope, "dispatch.set_up")
    file = request.FILES.get("file")
    try:
        if file is None or (file.size or 0) > LARGEST:
            raise Invalid({"file": _("Choose a table of at most 10 MB.")})
        count = settling.bring_in_ways(request.scope, read_ways(file.read()), now=now())
    except Invalid as wrong:
        return set_up_page(request, errors=wrong.fields, status=422)
    told = ngettext("%(count)s way was brought in.", "%(count)s ways were brought in.", count)
    messages.success(request, told % {"count": count})
    return redirect("dispatch:set_up")


def read_ways(content: bytes) -> list[settling.Measured]:
    """The lines of a table with the columns from, to, seconds and metres, separated by commas, semicolons or tabs.

    Raises:
        Invalid: It is not such a table; it says which line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Invalid({"file": _("The table is not text in UTF-8.")}) from wrong
    head = text.partition("\n")[0]
    mark = max(";,\t", key=head.count)
    rows: list[Any] = list(csv.DictReader(io.StringIO(text), delimiter=mark))
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            found.append(
                settling.Measured(row["from"].strip(), row["to"].strip(), int(row["seconds"]), int(row["metres"]))
            )
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            sentence = _("Line %(line)s does not have the columns from, to, seconds and metres.")
            raise Invalid({"file": sentence % {"line": number}}) from wrong
    return found
