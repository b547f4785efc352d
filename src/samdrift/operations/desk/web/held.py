"""Reports under codes that lead nowhere: they belong to a site, or they are spam."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest
from samdrift.operations.desk.commands import settling
from samdrift.registers.tags import public as tags

MOST = 100


@require_safe
def held_reports(request: ScopedRequest) -> HttpResponse:
    """What waits, the oldest first."""
    waiting = [(one, tags.grouped(one.code)) for one in tags.waiting_reports(request.scope)[:MOST]]
    return render(request, "desk/held.html", {"waiting": waiting})


@require_POST
def settle(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Give it to a site, or throw it away."""
    try:
        if request.POST.get("outcome") == "spam":
            settling.throw_away_held(request.scope, uid, now=now())
            messages.success(request, _("Thrown away; what was written is forgotten."))
        else:
            site = request.POST.get("site", "")
            taken = settling.adopt_held(request.scope, uid, site_code=site, now=now())
            messages.success(request, _("It is now request %(number)s.") % {"number": taken.number})
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("desk:held")
