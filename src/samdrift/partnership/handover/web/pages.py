"""Exit packs of a contract: what is missing today, making one, what it holds, and both parties' confirmation."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.files.public import sent
from samdrift.foundation.http import ScopedRequest, done, version_of
from samdrift.foundation.scope import Scope
from samdrift.partnership.handover import rules
from samdrift.partnership.handover.commands import confirming, making
from samdrift.partnership.handover.models import CONFIRM, MAKE, ExitPack
from samdrift.partnership.handover.queries import holding, packs, readiness
from samdrift.partnership.handover.queries.asking import asked_for
from samdrift.partnership.handover.rules import Missing
from samdrift.partnership.handover.web import words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

SHOWN = 50
WORST = ("danger", "warn", "info", "ok")


class MakeForm(forms.Form):
    """As of which day, and whether the provider opens its staff list."""

    day = forms.DateField(label=gettext_lazy("As of"), widget=forms.DateInput(attrs={"type": "date"}))
    with_staff = forms.BooleanField(
        label=gettext_lazy("With the staff list and keys"), required=False,
        help_text=gettext_lazy("They are the provider's own. People stand in it without names."),
    )  # fmt: skip

    def __init__(self, *args: Any, opens_staff: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not opens_staff:
            del self.fields["with_staff"]


@require_safe
def pack_list(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """What is missing today, and the packs that were made, the newest first."""
    place = packs.place_by_uid(request.scope, uid)
    return _listed(request, place, _form(request.scope, place))


@require_POST
def make(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let a pack be made."""
    place = packs.place_by_uid(request.scope, uid)
    form = _form(request.scope, place, request.POST)
    if form.is_valid() and done(
        form,
        lambda: making.ask_pack(
            request.scope, uid, day=form.cleaned_data["day"], with_staff=form.cleaned_data.get("with_staff", False),
            now=now(),
        ),
    ):  # fmt: skip
        messages.success(request, _("It is being made. It is here in a minute."))
        return redirect("handover:list", uid)
    return _listed(request, place, form)


@require_safe
def pack_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One pack: what it holds, what was missing, and who confirmed it."""
    scope = request.scope
    pack = packs.pack_by_uid(scope, uid)
    place, state = packs.place_of(pack.contract), pack.state_at(now())
    side, confirmed = place.side_of(scope), pack.confirmed()
    why = rules.why_not(pack.state, side, scope.person_id, confirmed, newest=packs.is_newest(scope, pack))
    titles = {table.code: table.title for table in holding.tables()} | {"documents": _("Files of documents")}
    context = {
        "pack": pack, "contract": pack.contract, "state": words.STATES[state], "tone": words.TONES[state],
        "tables": [(titles.get(one["code"], one["code"]), one) for one in pack.tables],
        "lines": _lines([Missing(one["code"], one["count"]) for one in pack.missing]),
        "may_confirm": not why and place.allows(scope, CONFIRM), "side": words.SIDES.get(side, ""),
        "why": confirming.WHY_NOT[why] if why in ("person", "older") and place.allows(scope, CONFIRM) else "",
        "signed": [(words.SIDES[one], getattr(pack, f"{one}_by"), getattr(pack, f"{one}_at")) for one in rules.SIDES],
        "is_made": state in (rules.READY, rules.HANDED), "waits": state == rules.WAITING,
        "sees_contract": scope.allows("contracts.view", contract=pack.contract_id),
    }  # fmt: skip
    return render(request, "handover/pack.html", context)


@require_safe
def file(request: ScopedRequest, uid: UUID) -> FileResponse:
    """Take a pack along; the book says who did."""
    opened = making.take_pack(request.scope, uid, now=now())
    if opened is None:
        raise Http404
    return sent(opened)


@require_POST
def confirm(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Confirm for one's side that this pack was handed over."""
    packs.pack_by_uid(request.scope, uid)
    try:
        pack = confirming.confirm_pack(
            request.scope, uid, fingerprint=request.POST.get("fingerprint", ""), expected_version=version_of(request),
            now=now(),
        )  # fmt: skip
        handed = pack.state == rules.HANDED
        messages.success(request, _("It is handed over.") if handed else _("Confirmed. The other party is next."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("handover:pack", uid)


def _form(scope: Scope, place: packs.Place, given: Any = None) -> MakeForm:
    today = min(parties.community_day(scope, now()), place.contract.ends_on + making.AFTERWARDS)
    return MakeForm(given, initial={"day": today.isoformat()}, opens_staff=place.side_of(scope) == rules.PROVIDER)


def _listed(request: ScopedRequest, place: packs.Place, form: MakeForm) -> HttpResponse:
    scope, moment = request.scope, now()
    rows = list(packs.packs_of(scope, place.contract.pk)[:SHOWN])
    asked = asked_for(place.contract, _day(scope, place.contract), with_staff=_opened(rows))
    context = {
        "contract": place.contract, "form": form, "may_make": place.allows(scope, MAKE),
        "lines": _lines(readiness.missing(asked), place.contract),
        "rows": [(one, words.STATES[one.state_at(moment)], words.TONES[one.state_at(moment)]) for one in rows],
        "waits": any(one.state_at(moment) == rules.WAITING for one in rows),
        "sees_contract": scope.allows("contracts.view", contract=place.contract.pk),
    }  # fmt: skip
    return render(request, "handover/list.html", context, status=422 if form.errors else 200)


def _day(scope: Scope, contract: contracts.Contract) -> date:
    return max(parties.community_day(scope, now()), contract.starts_on)


def _opened(rows: Iterable[ExitPack]) -> bool:
    """Whether the newest pack that was made has the staff list."""
    return next((one.with_staff for one in rows if one.state in (rules.READY, rules.HANDED)), False)


def _lines(found: Iterable[Missing], asks: contracts.Contract | None = None) -> list[dict[str, Any]]:
    """What is missing, the worst first, each with the question behind it; what counts nothing stands last."""
    lines = [
        {
            "text": readiness.SENTENCES.get(one.code, one.code), "count": one.count, "tone": one.tone,
            "word": words.LINES[one.tone], "to": _asked(one.code, asks) if asks and one.count else "",
        }
        for one in found
    ]  # fmt: skip
    return sorted(lines, key=lambda line: WORST.index(line["tone"]))


def _asked(code: str, contract: contracts.Contract) -> str:
    found = readiness.question_behind(code, contract)
    return f"{reverse('ask:question', args=[found[0]])}?{found[1]}" if found else ""
