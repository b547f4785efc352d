"""What is done with a pack: made, made anew, commented on, answered to, frozen."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.partnership.benchmarking.commands import making, packs
from samdrift.partnership.benchmarking.models import VIEW, Pack
from samdrift.partnership.benchmarking.queries import reading
from samdrift.partnership.benchmarking.rules import periods, states


@require_POST
def make(request: ScopedRequest) -> HttpResponse:
    """Let the pack of some months that are over be made."""
    require_somewhere(request.scope, VIEW)
    try:
        contract = UUID(request.POST.get("contract", ""))
        first = date.fromisoformat(f"{request.POST.get('first', '').strip()}-01")
        last = periods.last_day(date.fromisoformat(f"{request.POST.get('last', '').strip()}-01"))
    except ValueError:
        messages.error(request, _("Choose a contract, a first month and a last one, such as 2025-01 and 2025-12."))
        return redirect("benchmarking:list")
    reading.contract_seen(request.scope, contract)
    try:
        asked = making.ask_pack(
            request.scope, contract, first, last, level=request.POST.get("level", ""), now=now()
        )  # fmt: skip
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
        return redirect(f"{reverse('benchmarking:list')}?{urlencode({'contract': str(contract)})}")
    return redirect("benchmarking:making", asked.uid)


@require_POST
def say(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say something of a pack, or of one of its lines."""
    require_somewhere(request.scope, VIEW)
    pack = reading.pack_by_uid(request.scope, uid)
    key = request.POST.get("key", "")[:60]
    try:
        packs.say(request.scope, pack.uid, request.POST.get("text", ""), key=key, now=now())
        messages.success(request, _("Said: both parties read it now."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    if key:
        return redirect(f"{reverse('benchmarking:line', args=[pack.uid])}?{urlencode({'key': key})}")
    return redirect("benchmarking:page", pack.uid)


@require_POST
def refresh(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Let an open pack be made anew with what is known now."""
    require_somewhere(request.scope, VIEW)
    pack = reading.pack_by_uid(request.scope, uid)
    try:
        asked = making.ask_refresh(request.scope, pack.uid, expected_version=version_of(request), now=now())
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
        return redirect("benchmarking:page", pack.uid)
    return redirect("benchmarking:making", asked.uid)


@require_POST
def act(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """One step of a pack."""
    require_somewhere(request.scope, VIEW)
    pack = reading.pack_by_uid(request.scope, uid)
    if move not in ACTS:
        raise Http404
    do, told = ACTS[move]
    try:
        do(request, pack)
        messages.success(request, told())
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("benchmarking:page", pack.uid)


def _agree(request: ScopedRequest, pack: Pack) -> Pack:
    return packs.answer_pack(request.scope, pack.uid, states.AGREED, expected_version=version_of(request), now=now())


def _dispute(request: ScopedRequest, pack: Pack) -> Pack:
    return packs.answer_pack(
        request.scope, pack.uid, states.DISPUTED, expected_version=version_of(request), now=now(),
        reason=request.POST.get("reason", ""),
    )  # fmt: skip


def _freeze(request: ScopedRequest, pack: Pack) -> Pack:
    return packs.freeze_pack(request.scope, pack.uid, expected_version=version_of(request), now=now())


Act = Callable[[ScopedRequest, Pack], Pack]
ACTS: dict[str, tuple[Act, Callable[[], str]]] = {
    "agree": (_agree, lambda: _("Your party has agreed on this pack.")),
    "dispute": (_dispute, lambda: _("Your party disputes this pack. What it says is open to both.")),
    "freeze": (_freeze, lambda: _("Frozen: the pack stands with its figures and what was said.")),
}
