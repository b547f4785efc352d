"""The month at the desk: its figures with their definitions, and the contacts behind each."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.paging import page_by_key
from samdrift.kernel import contact_measures as rules
from samdrift.kernel.contact_measures import Counts
from samdrift.operations.desk.queries import measures
from samdrift.operations.desk.rules.contacts import CHANNELS
from samdrift.operations.desk.web.told import OUTCOMES
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.parties import public as parties

PAGE = 50
NOBODY_SAID = "-"


@require_safe
def month(request: ScopedRequest) -> HttpResponse:
    """One month, by line, queue or channel."""
    require_somewhere(request.scope, measures.MEASURE)
    today = now().astimezone(ZoneInfo(measures.timezone_of(request.scope))).date()
    day = month_asked(request, today)
    by = request.GET.get("by", "line")
    by = by if by in measures.DIMENSIONS else "line"
    channel = request.GET.get("channel", "")
    channel = channel if channel in CHANNELS else ""
    told = measures.month_at(request.scope, day, by=by, channel=channel)
    first, after = rules.month_of(day)
    names = _lines(request) if by == "line" else {}
    context = {
        "month": told, "tiles": list(_tiles(told)), "parts": [_part(names, by, *part) for part in told.parts],
        "by": by, "channel": channel, "channels": [(code, channel_word(code)) for code in CHANNELS],
        "provisional": now() < told.final_from, "reasons": [(reason_word(code), n) for code, n in told.reasons],
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": after.strftime("%Y-%m") if after <= today else "", "this": first.strftime("%Y-%m"),
        "suggested": _suggested(request, first, after), "corrected": _corrected(request, first, after),
        "definitions": list(definitions()), "most_reasons": max([n for _code, n in told.reasons], default=1),
    }  # fmt: skip
    return render(request, "desk/month.html", context)


def _corrected(request: ScopedRequest, first: date, after: date) -> list[tuple[str, str, int]]:
    """The types the desk put right most often, in the reader's language."""
    language = (get_language() or "en")[:2]
    types = catalogue.catalogue_of(request.scope.community_id).types.values()
    names = {kind.code: in_language(kind.name, language) for kind in types}
    told = requests.types_corrected(request.scope, *_moments(request, first, after))
    return [(names.get(was, was), names.get(right, right), count) for was, right, count in told]


def _moments(request: ScopedRequest, first: date, after: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(measures.timezone_of(request.scope))
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def _suggested(request: ScopedRequest, first: date, after: date) -> list[tuple[str, int]]:
    """How often suggested answers were enough, passed over, and said to help, in a month; empty when never."""
    counts = catalogue.deflection(request.scope, *_moments(request, first, after))
    told = [
        (_("An article answered it, and nothing was sent"), counts["accepted"]),
        (_("An article was offered, and a request was sent all the same"), counts["declined"]),
        (_("Readers said that an article helped"), counts["helped"]),
        (_("Readers said that an article did not help"), counts["not_helped"]),
    ]
    return told if any(counts.values()) else []


@require_safe
def behind(request: ScopedRequest) -> HttpResponse:
    """The contacts one figure counts."""
    require_somewhere(request.scope, measures.MEASURE)
    today = parties.community_day(request.scope, now())
    figure, line = request.GET.get("figure", "all"), request.GET.get("line")
    try:
        rows = measures.contacts_behind(
            request.scope, month_asked(request, today), figure, channel=request.GET.get("channel", ""),
            line="" if line == NOBODY_SAID else line or None,
        )  # fmt: skip
    except KeyError as error:
        raise Http404 from error
    shown = rows.select_related("service_request", "agent")
    page = page_by_key(shown, order=("-started_at", "-pk"), after=request.GET.get("after", ""), size=PAGE)
    context = {
        "rows": [(row, channel_word(row.channel), OUTCOMES.get(row.outcome, "–")) for row in page.rows],
        "next": page.next, "path": request.get_full_path(), "title": FIGURES[figure](),
        "month": month_asked(request, today), "lines": _lines(request),
    }  # fmt: skip
    return render(request, "desk/behind.html", context)


def month_asked(request: ScopedRequest, today: date) -> date:
    """The first day of the month asked for, never one to come; this month where nothing sensible is asked."""
    try:
        wanted = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return today.replace(day=1)
    return min(max(wanted, date(2000, 1, 1)), today.replace(day=1))


def _tiles(told: measures.Month) -> Iterator[dict[str, Any]]:
    counts = told.whole
    level = rules.service_level(counts)
    yield _tile(_("Answered in time"), level, _of(level), "in_time")
    gone = rules.abandoned_share(counts)
    yield _tile(_("Given up"), gone, _of(gone), "abandoned")
    net, gross = rules.resolved_net(counts), rules.resolved_gross(counts)
    yield _tile(_("Solved at first contact, net"), net, _("gross %(gross)s") % {"gross": percent(gross)}, "resolved")
    liked = told.satisfaction
    if not liked.publishable and told.quarter is not None and told.quarter.publishable:
        note = _("of the quarter; this month only %(count)s answered") % {"count": liked.share.whole}
        yield {"label": _("Satisfied"), "value": percent(told.quarter.share), "note": note, "figure": ""}
    elif liked.publishable and liked.low is not None and liked.high is not None:
        low, high = plain(liked.low, 1), plain(liked.high, 1)
        note = _("between %(low)s and %(high)s %%, %(count)s answers")
        note = note % {"low": low, "high": high, "count": liked.share.whole}
        yield {"label": _("Satisfied"), "value": percent(liked.share), "note": note, "figure": ""}
    else:
        note = _("only %(count)s answered; shown from 30 on") % {"count": liked.share.whole}
        yield {"label": _("Satisfied"), "value": _("n/a"), "note": note, "figure": ""}
    avoidable = rules.failure_demand(counts)
    yield _tile(_("Need not have been"), avoidable, _of(avoidable), "avoidable")
    note = _("waited %(wait)s on average") % {"wait": duration(rules.speed_of_answer_s(counts))}
    yield {"label": _("Handling time"), "value": duration(rules.handling_time_s(counts)), "note": note, "figure": ""}


def _tile(label: str, share: rules.Share, note: str, figure: str) -> dict[str, Any]:
    return {"label": label, "value": percent(share), "note": note, "figure": figure}


def _of(share: rules.Share) -> str:
    return _("%(part)s of %(whole)s") % {"part": share.part, "whole": share.whole}


def _part(names: dict[str, str], by: str, code: str, counts: Counts) -> dict[str, Any]:
    name = channel_word(code) if by == "channel" else names.get(code, code)
    return {
        "code": code or NOBODY_SAID, "name": name or _("Not said"), "counts": counts,
        "level": percent(rules.service_level(counts)), "gone": percent(rules.abandoned_share(counts)),
        "gross": percent(rules.resolved_gross(counts)), "net": percent(rules.resolved_net(counts)),
        "handling": duration(rules.handling_time_s(counts)), "avoidable": percent(rules.failure_demand(counts)),
    }  # fmt: skip


def _lines(request: ScopedRequest) -> dict[str, str]:
    language = (get_language() or "en")[:2]
    lines = catalogue.catalogue_of(request.scope.community_id).lines
    return {code: in_language(line.name, language) for code, line in lines.items()}


def percent(share: rules.Share) -> str:
    """A share as it is read: 64.07 %, or n/a."""
    found = share.percent
    return _("n/a") if found is None else _("%(number)s %%") % {"number": plain(found)}


def plain(number: Decimal, digits: int = 2) -> str:
    """A number with the reader's decimal mark."""
    written = f"{number:.{digits}f}"
    return written if (get_language() or "en")[:2] == "en" else written.replace(".", ",")


def duration(seconds: Decimal | None) -> str:
    """Seconds as minutes and seconds: 4:45."""
    if seconds is None:
        return _("n/a")
    whole = int(seconds.to_integral_value())
    return f"{whole // 60}:{whole % 60:02}"


def channel_word(code: str) -> str:
    """What a channel is called."""
    return {
        "phone": _("Phone"), "mail": _("E-mail"), "web": _("Web"), "qr": _("QR code"), "counter": _("Counter"),
        "chat": _("Chat"), "app": _("App"), "letter": _("Letter"), "sms": _("SMS"), "api": _("Other system"),
        "integration": _("Sensor or alarm"),
    }.get(code, code)  # fmt: skip


def reason_word(code: str) -> str:
    """Why a contact need not have happened."""
    return {
        "no_news": _("Nobody had told them how it stands"), "unclear_message": _("A message was unclear"),
        "wrong_place": _("They had been sent to the wrong place"), "told_twice": _("They had told it before"),
        "not_done_right": _("It was not done right the first time"),
        "site_or_form_unclear": _("The page or form was unclear"),
    }.get(code, code)  # fmt: skip


FIGURES = {
    "answered": lambda: _("Answered"), "abandoned": lambda: _("Given up"), "short": lambda: _("Given up at once"),
    "in_time": lambda: _("Answered in time"), "late_abandoned": lambda: _("Given up late"),
    "eligible": lambda: _("First-contact resolution asks about these"),
    "resolved": lambda: _("Solved at first contact"), "repeated": lambda: _("Solved, but they came back"),
    "chasers": lambda: _("Asked how far it is"), "avoidable": lambda: _("Need not have been"),
    "all": lambda: _("All contacts"),
}  # fmt: skip


def definitions() -> Iterator[tuple[str, str]]:
    """How each figure is worked out, for whoever wants to do it again."""
    yield (
        _("Answered in time"),
        _(
            "Answered within the queue's seconds ÷ (answered + given up after those seconds). Telephone and chat only; "
            "a transfer's second half counts with its first."
        ),
    )
    yield (
        _("Given up"),
        _(
            "(Given up − given up at once) ÷ (answered + given up − given up at once). At once is under five seconds, "
            "unless the queue says otherwise."
        ),
    )
    yield (
        _("Solved at first contact, gross"),
        _(
            "Solved in the contact ÷ contacts it could be asked of: not wrong numbers, unwanted ones, those given up, "
            "chasers, self-service, nor what the law makes several steps of."
        ),
    )
    yield (
        _("Solved at first contact, net"),
        _(
            "The same without those whose caller came back on the same subject, on any channel, within seven days. "
            "There is no standard of the trade, so this definition is printed with the figure."
        ),
    )
    yield (
        _("Satisfied"),
        _("Fours and fives ÷ answers, with the 95 % interval by Wilson. Under thirty answers the quarter is shown."),
    )
    yield _("Need not have been"), _("Chasers and contacts an agent called avoidable ÷ all contacts.")
    yield _("Handling time"), _("Talking + holding + wrapping up, on average over what was answered.")
