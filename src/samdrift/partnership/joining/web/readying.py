"""Getting ready: the forms on a call-off's page that invite the first administrator and make tags."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest
from samdrift.partnership.joining.commands import readying
from samdrift.partnership.joining.queries import call_offs


@require_POST
def invite(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Invite the joiner's first local administrator."""
    call_offs.call_off(request.scope, uid)
    typed = {name: request.POST.get(name, "")[:120] for name in ("email", "given_name", "family_name", "language")}
    try:
        readying.invite_administrator(request.scope, uid, **typed, now=now())
        messages.success(request, _("Invited. A letter with a link is on its way; nobody else sets the password."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("joining:call_off", uid)


@require_POST
def reserve(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Make tags for the joiner's places."""
    call_offs.call_off(request.scope, uid)
    given = request.POST.get("blank", "").strip() or "0"
    blank = int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else -1
    try:
        made = readying.reserve_tags(request.scope, uid, blank=blank, base_url=settings.SAMDRIFT_BASE_URL, now=now())
        messages.success(request, _("%(count)s tags were made.") % {"count": made})
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("joining:call_off", uid)
