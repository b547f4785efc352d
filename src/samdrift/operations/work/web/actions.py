"""What one does with an order, each as one POST: parse, call one command, go back to where it was asked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.kernel import money
from samdrift.operations.work import queries, rules
from samdrift.operations.work.commands import (
    checking,
    doing,
    picturing,
    slotting,
    spending,
    steering,
    timing,
    verifying,
)
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.web.pages import order_context
from samdrift.registers.parties import public as parties

Act = Callable[[ScopedRequest, UUID], Any]


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Make one move; what was wrong comes back on the page of the order, with what was typed."""
    make = ACTS.get(move)
    if make is None:
        raise Http404
    try:
        told = make(request, uid)
    except Invalid as wrong:
        order = queries.order_with_all(request.scope, uid)
        context = order_context(request, order, errors=wrong.fields, typed=request.POST.dict(), wrong_move=move)
        return render(request, "work/order.html", context, status=422)
    messages.success(request, told if isinstance(told, str) else TOLD.get(move, lambda: _("Done."))())
    if request.POST.get("back") == "verify":
        return redirect("work:verify")
    return redirect("work:mine") if move in ("finish", "fail", "refuse") else redirect("work:page", uid)


def moment_of(request: ScopedRequest) -> Moment:
    """When it happened: by our clock, and by the phone's where it was done without signal."""
    return Moment(now(), _device(request, "device_at"), _device(request, "sent_at"))


def _device(request: ScopedRequest, name: str) -> datetime | None:
    given = request.POST.get(name, "")
    try:
        moment = parse_datetime(given) if given else None
    except ValueError:
        moment = None
    return moment if moment is not None and moment.tzinfo is not None else None


def _text(request: ScopedRequest, name: str) -> str:
    return request.POST.get(name, "")


def _accept(request: ScopedRequest, uid: UUID) -> object:
    return doing.accept_order(request.scope, uid, expected_version=version_of(request), moment=moment_of(request))


def _refuse(request: ScopedRequest, uid: UUID) -> object:
    return doing.refuse_order(
        request.scope, uid, expected_version=version_of(request), reason=_text(request, "reason"),
        moment=moment_of(request),
    )  # fmt: skip


def _start(request: ScopedRequest, uid: UUID) -> object:
    return doing.start_order(
        request.scope, uid, expected_version=version_of(request), moment=moment_of(request),
        reason=_text(request, "start_reason"), permit=_text(request, "permit"),
    )  # fmt: skip


def _pause(request: ScopedRequest, uid: UUID) -> object:
    order = doing.pause_order(
        request.scope, uid, expected_version=version_of(request), reason=_text(request, "reason"),
        note=_text(request, "note"), until=_typed(request, "until"), moment=moment_of(request),
    )  # fmt: skip
    return _("On hold. The clock runs on.") if queries.clock_runs_on(request.scope, order) else order


def _resume(request: ScopedRequest, uid: UUID) -> object:
    return doing.resume_order(request.scope, uid, expected_version=version_of(request), moment=moment_of(request))


def _make_safe(request: ScopedRequest, uid: UUID) -> object:
    return doing.make_safe(request.scope, uid, expected_version=version_of(request), moment=moment_of(request))


def _finish(request: ScopedRequest, uid: UUID) -> object:
    photo = request.FILES.get("photo")
    if photo is not None:
        picturing.add_photo(request.scope, uid, cast(BinaryIO, photo), photo.name or "photo", now=now())
    minutes = _text(request, "minutes").strip()
    if minutes:
        spent = spending.Spent("time", minutes=int(minutes) if minutes.isascii() and minutes.isdecimal() else 0)
        spending.check(spent)
    done = doing.finish_order(
        request.scope, uid, expected_version=None if photo else version_of(request),
        resolution=_text(request, "resolution"), note=_text(request, "note"), reading=_text(request, "reading"),
        signature=_text(request, "signature") == "1", certificate=_text(request, "certificate"),
        moment=moment_of(request),
    )  # fmt: skip
    if minutes:
        spending.write_line(request.scope, uid, spent, now=now())
    return done


def _fail(request: ScopedRequest, uid: UUID) -> object:
    return doing.fail_order(
        request.scope, uid, expected_version=version_of(request), reason=_text(request, "reason"),
        note=_text(request, "note"), moment=moment_of(request),
    )  # fmt: skip


def _time(request: ScopedRequest, uid: UUID) -> object:
    given = _text(request, "minutes").strip()
    minutes = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
    spent = spending.Spent("time", minutes=minutes, outside=_text(request, "outside") == "1")
    return spending.write_line(request.scope, uid, spent, now=now())


def _travel(request: ScopedRequest, uid: UUID) -> object:
    try:
        quantity = spending.quantity_from(_text(request, "travel"))
    except Invalid as wrong:
        raise Invalid({"travel": wrong.fields["quantity"]}) from wrong
    return spending.write_line(
        request.scope, uid, spending.Spent("travel", quantity=quantity, unit_code="km"), now=now()
    )  # fmt: skip


def _cost(request: ScopedRequest) -> int | None:
    """What something cost in all, as typed; None where nothing was written.

    Raises:
        Invalid: It is no amount.
    """
    typed = _text(request, "cost").strip()
    amount = money.minor(typed) if typed else None
    if typed and (amount is None or amount < 0):
        raise Invalid({"cost": _("Write an amount, such as 1,250.50.")})
    return amount


def _hired(request: ScopedRequest, uid: UUID) -> object:
    return timing.write_hired(request.scope, uid, _text(request, "hired"), _cost(request), now=now())


def _run(request: ScopedRequest, uid: UUID) -> object:
    return timing.start_timer(request.scope, uid, now=now())


def _stop(request: ScopedRequest, uid: UUID) -> object:
    return timing.stop_timer(request.scope, uid, now=now())


def _material(request: ScopedRequest, uid: UUID) -> object:
    spent = spending.Spent(
        "material", quantity=spending.quantity_from(_text(request, "quantity")), unit_code="pcs",
        text=_text(request, "text"), cost_minor=_cost(request),
    )  # fmt: skip
    return spending.write_line(request.scope, uid, spent, now=now())


def _take_back(request: ScopedRequest, uid: UUID) -> object:
    try:
        line = UUID(_text(request, "line"))
    except ValueError as unknown:
        raise Http404 from unknown
    return spending.take_back_line(request.scope, line, now=now())


def _photo(request: ScopedRequest, uid: UUID) -> object:
    photo = request.FILES.get("photo")
    if photo is None:
        raise Invalid({"photo": _("Choose a photo first.")})
    return picturing.add_photo(request.scope, uid, cast(BinaryIO, photo), photo.name or "photo", now=now())


def _place(request: ScopedRequest) -> slotting.Place:
    """Whom the form names and when; a moment is typed as it is at the site."""
    team = parties.teams(request.scope).filter(code=_text(request, "team")).values_list("pk", flat=True).first()
    return slotting.Place(team, None, _typed(request, "planned_from"), _typed(request, "planned_to"))


def _typed(request: ScopedRequest, name: str) -> datetime | None:
    given = _text(request, name)
    try:
        moment = datetime.fromisoformat(given) if given else None
    except ValueError as odd:
        raise Invalid({name: _("Write a date and a time.")}) from odd
    zone = ZoneInfo(queries.timezone_of(request.scope))
    return moment if moment is None or moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _dispatch(request: ScopedRequest, uid: UUID) -> object:
    place = _place(request)
    return slotting.slot_order(request.scope, uid, place, expected_version=version_of(request), now=now())


def _replan(request: ScopedRequest, uid: UUID) -> object:
    place = _place(request)
    return steering.replan_order(request.scope, uid, place, expected_version=version_of(request), now=now())


def _cancel(request: ScopedRequest, uid: UUID) -> object:
    reason = _text(request, "reason")
    return steering.cancel_order(request.scope, uid, expected_version=version_of(request), reason=reason, now=now())


def _verify(request: ScopedRequest, uid: UUID) -> object:
    return verifying.verify_order(request.scope, uid, expected_version=version_of(request), now=now())


def _rework(request: ScopedRequest, uid: UUID) -> object:
    reason, photo = _text(request, "reason"), request.FILES.get("photo")
    if photo is not None and reason.strip():
        name = photo.name or "photo"
        picturing.add_photo(
            request.scope, uid, cast(BinaryIO, photo), name, now=now(), permission=rules.PERMISSION["rework"]
        )
    return verifying.rework_order(request.scope, uid, expected_version=version_of(request), reason=reason, now=now())


def _follow_up(request: ScopedRequest, uid: UUID) -> object:
    title, note = _text(request, "title"), _text(request, "note")
    return checking.add_follow_up(request.scope, uid, title, note=note, now=now())


ACTS: dict[str, Act] = {
    "accept": _accept, "refuse": _refuse, "start": _start, "pause": _pause, "resume": _resume,
    "make_safe": _make_safe, "finish": _finish, "fail": _fail, "time": _time, "material": _material,
    "take-back": _take_back, "photo": _photo, "dispatch": _dispatch, "replan": _replan, "cancel": _cancel,
    "verify": _verify, "rework": _rework, "travel": _travel, "hired": _hired, "run": _run, "stop": _stop,
    "follow_up": _follow_up,
}  # fmt: skip
TOLD: dict[str, Callable[[], str]] = {
    "accept": lambda: _("It is yours now."),
    "start": lambda: _("Started."),
    "pause": lambda: _("On hold."),
    "make_safe": lambda: _("Made safe. The repair keeps its clock."),
    "finish": lambda: _("Finished. Whoever asked is told."),
    "photo": lambda: _("The photo is kept."),
    "run": lambda: _("The time runs."),
    "stop": lambda: _("The time is written."),
    "dispatch": lambda: _("Given."),
    "replan": lambda: _("Planned anew."),
    "cancel": lambda: _("Called off. Whoever had it is told."),
    "verify": lambda: _("Verified."),
    "follow_up": lambda: _("The follow-up order stands."),
    "rework": lambda: _("Sent back. Whoever did it is told."),
}
