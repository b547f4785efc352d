"""Asking for something: the place, then what it is, then the details; each step an address, no script needed."""

from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language, uuid7
from samdrift.foundation.files.public import CleanFile, clean_upload
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.requests.commands import pictures
from samdrift.operations.requests.commands.submit import Ask, newest_form, submit_request
from samdrift.operations.requests.queries import access, alike, finding, pages, promised, words
from samdrift.operations.requests.queries.names import names_of
from samdrift.operations.requests.queries.places import Place, place_named
from samdrift.operations.requests.registry import known_issues
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.parties.public import currency_of

MOST_ADVISED = 3


@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: ScopedRequest) -> HttpResponse:
    """Ask for something in three steps."""
    request.scope.require_somewhere("requests.report")
    if request.method == "POST":
        return _send(request)
    place = _place(request, request.GET)
    if place.site_id is None:
        return _choose_site(request)
    if not request.GET.get("type"):
        return _choose_type(request, place)
    return _details(request, place, request.GET, {})


@require_safe
def where(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say where a request is: the desk chooses another site, room or thing."""
    row = pages.request_of(request.scope, uid)
    request.scope.require("requests.triage", unit=row.unit_id, site=row.site_id, line=row.line_code)
    language = get_language() or "en"
    site = _number(request.GET, "site") or row.site_id
    text = request.GET.get("text", "")
    context = {
        "row": row,
        "site": _site_words(request, site, language),
        "site_id": site,
        "sites": finding.sites_to_report_at(request.scope, text, language) if text or not site else [],
        "spaces": finding.spaces_to_report_at(request.scope, site, text) if site else [],
        "assets": finding.assets_to_report(request.scope, site, text) if site else [],
        "text": text,
    }
    return render(request, "requests/where.html", context)


def _choose_site(request: ScopedRequest) -> HttpResponse:
    text = request.GET.get("text", "")
    sites = finding.sites_to_report_at(request.scope, text, get_language() or "en")
    wanted = {key: value for key in ("type", "said") if (value := request.GET.get(key))}
    return render(request, "requests/new_site.html", {"sites": sites, "text": text, "wanted": wanted})


def _choose_type(request: ScopedRequest, place: Place) -> HttpResponse:
    language = get_language() or "en"
    text = request.GET.get("text", request.GET.get("said", ""))
    chips, suggested, lines = finding.types_to_ask_for(
        request.scope, text=text, object_kind=finding.object_kind(place), language=language
    )
    advice = catalogue.articles_suggested(request.scope, text, language) if text.strip() else []
    codes = {pk: code for pk, (code, _name, _line) in names_of(request.scope.community_id).types.items()}
    context = {
        "place": place, "place_words": _place_words(request, place, language), "text": text,
        "chips": [(chip.code, in_language(dict(chip.label), language), chip.icon, codes.get(chip.request_type_id))
                  for chip in chips if chip.request_type_id in codes],
        "suggested": [_type(kind, language) for kind in suggested],
        "lines": {line: [_type(kind, language) for kind in kinds] for line, kinds in lines.items()},
        "spaces": finding.spaces_to_report_at(request.scope, place.site_id or 0, request.GET.get("room", ""))
        if place.space_id is None else [],
        "room": request.GET.get("room", ""),
        "assets": finding.assets_to_report(request.scope, place.site_id or 0, "", space_id=place.space_id)
        if place.space_id and place.asset_id is None else [],
        "known_issues": known_issues(request.scope, place.site_id, place.space_id),
        "advice": advice,
        "query": {key: value for key in ("site", "space", "asset", "text") if (value := request.GET.get(key))}
        | ({"advised": ",".join(str(one.uid) for one in advice)} if advice else {}),
    }  # fmt: skip
    return render(request, "requests/new_type.html", context)


def _details(
    request: ScopedRequest, place: Place, given: QueryDict, wrong: dict[str, str], *, status: int = 200
) -> HttpResponse:
    language = get_language() or "en"
    kind = catalogue.catalogue_of(request.scope.community_id).type_by_code(given.get("type", ""))
    if kind is None:
        return _choose_type(request, place)
    form = newest_form(request.scope, kind)
    moment = now()
    context = {
        "place": place, "place_words": _place_words(request, place, language),
        "kind": _type(kind, language), "given": given, "wrong": wrong,
        "questions": [_question(one, given, wrong, language) for one in catalogue.questions_of(form.schema)]
        if form else [],
        "promised": promised.promised(request.scope, kind, place, now=moment),
        "known_issues": known_issues(request.scope, place.site_id, place.space_id, kind.line_code),
        "clock_words": words.CLOCKS, "now": moment, "currency": currency_of(request.scope),
        "uid": given.get("uid") or uuid7(),
        "alike": alike.likely_duplicates(
            request.scope, request_type=kind, site_id=place.site_id, space_id=place.space_id,
            asset_id=place.asset_id, chip_code=given.get("chip", ""), now=moment,
            text=given.get("description", given.get("text", given.get("said", ""))),
        ),
        "for_others": request.scope.side == "provider",
        "channels": [(code, str(words.CHANNELS[code])) for code in ("phone", "mail", "counter", "web")],
        "levels": [(n, str(n)) for n in range(1, 5)],
    }  # fmt: skip
    return render(request, "requests/new_details.html", context, status=status)


def _send(request: ScopedRequest) -> HttpResponse:
    given = request.POST
    place = _place(request, given)
    photo, moment = _photo(request), now()
    answers = {key.removeprefix("q-"): given[key] for key in given if key.startswith("q-")}
    by_desk = request.scope.side == "provider"
    ask = Ask(
        request_type=given.get("type", ""), channel=given.get("channel", "web") if by_desk else "web",
        title=given.get("title", "") or _chip_words(request, place, given),
        description=given.get("description", ""), site_id=place.site_id, space_id=place.space_id,
        asset_id=place.asset_id, answers=answers, chip_code=given.get("chip", ""),
        requester_id=None if by_desk and given.get("on_behalf_of") else request.scope.person_id,
        on_behalf_of=given.get("on_behalf_of", ""), contact=given.get("contact", ""),
        language=get_language() or "en", uid=_uid(given.get("uid", "")),
    )  # fmt: skip
    try:
        made = submit_request(request.scope, ask, received_at=moment, now=moment)
    except Invalid as wrong:
        return _details(request, place, given, wrong.fields, status=422)
    if photo is not None and not made.repeated:
        pictures.add_photo(request.scope, made.service_request.uid, photo, now=moment)
    if not made.repeated:
        _note_declined(request, given.get("advised", ""), moment)
    sentence = _("Thank you. Your request has the number %(number)s.")
    messages.success(request, sentence % {"number": made.service_request.number})
    seen = access.sees_request(request.scope, made.service_request.uid)
    return redirect("requests:page", made.service_request.uid) if seen else redirect("requests:mine")


def _chip_words(request: ScopedRequest, place: Place, given: QueryDict) -> str:
    """What the pressed problem says, for a request whose writer said no more: better than the name of its type."""
    if given.get("description", "").strip() or not given.get("chip"):
        return ""
    known = catalogue.catalogue_of(request.scope.community_id).chips_for(finding.object_kind(place))
    pressed = next((chip for chip in known if chip.code == given["chip"]), None)
    return in_language(dict(pressed.label), get_language() or "en") if pressed else ""


def _note_declined(request: ScopedRequest, advised: str, moment: datetime) -> None:
    """Count that answers were suggested and something was asked for all the same; it never stands in the way."""
    for uid in list(filter(None, map(_uid, advised.split(","))))[:MOST_ADVISED]:
        with suppress(ObjectDoesNotExist):  # withdrawn meanwhile, or never theirs to read
            catalogue.answer_article(request.scope, uid, answer="declined", channel="web", now=moment)


def _photo(request: ScopedRequest) -> CleanFile | None:
    upload = request.FILES.get("photo")
    if not isinstance(upload, UploadedFile) or upload.file is None or not upload.size:
        return None
    return clean_upload(cast(BinaryIO, upload.file), upload.name or "photo")


def _place(request: ScopedRequest, given: QueryDict) -> Place:
    site, space, asset = (_number(given, name) for name in ("site", "space", "asset"))
    return place_named(request.scope, site_id=site, space_id=space, asset_id=asset, unit_id=None)


def _number(given: QueryDict, name: str) -> int | None:
    text = given.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _type(kind: Any, language: str) -> dict[str, Any]:
    return {
        "code": kind.code, "name": in_language(kind.name, language), "hint": in_language(kind.hint, language),
        "icon": kind.icon, "charge": kind.charge, "approval": kind.approval,
    }  # fmt: skip


def _question(one: catalogue.Question, given: QueryDict, wrong: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "code": one.code, "name": f"q-{one.code}", "kind": one.kind, "label": in_language(dict(one.label), language),
        "hint": in_language(dict(one.hint), language), "required": one.required and one.shown_when is None,
        "choices": [(value, in_language(dict(texts), language)) for value, texts in one.choices],
        "value": given.get(f"q-{one.code}", ""), "errors": [wrong[one.code]] if one.code in wrong else [],
        "when": one.shown_when[0] if one.shown_when else "",
        "is": sorted(one.shown_when[1]) if one.shown_when else [],
    }  # fmt: skip


def _place_words(request: ScopedRequest, place: Place, language: str) -> str:
    parts = [_site_words(request, place.site_id, language), finding.inside_words(place)]
    return " · ".join(filter(None, parts))


def _site_words(request: ScopedRequest, site_id: int | None, language: str) -> str:
    site = names_of(request.scope.community_id).sites.get(site_id or 0)
    return in_language(site[1], language) if site else ""
