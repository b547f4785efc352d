"""What somebody was told, and, for those who look after it, what left the house."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.notices import public as notices
from samdrift.foundation.paging import page_by_key

PAGE = 30
STATES: dict[str, str | Promise] = {
    "waiting": gettext_lazy("Waiting"),
    "sent": gettext_lazy("Sent"),
    "failed": gettext_lazy("Failed"),
    "kept": gettext_lazy("Not sent: no mail server is configured"),
}
WAYS: dict[str, str | Promise] = {
    "app": gettext_lazy("In samdrift"),
    "mail": gettext_lazy("E-mail"),
    "push": gettext_lazy("Push"),
    "sms": gettext_lazy("SMS"),
    "digest": gettext_lazy("Daily digest"),
}


@require_safe
@never_cache
def notice_list(request: ScopedRequest) -> HttpResponse:
    """One's notices, newest first; only the unread on demand."""
    unread = request.GET.get("show") == "unread"
    rows = notices.notices_of(request.scope, unread=unread)
    page = page_by_key(rows, order=notices.ORDER, after=request.GET.get("after", ""), size=PAGE)
    context = {
        "rows": [_told(row) for row in page.rows],
        "next": page.next,
        "unread": unread,
        "path": request.get_full_path(),
        "may_see_sent": request.scope.may(notices.VIEW_SENT),
    }
    return render(request, "notices/list.html", context)


def _told(row: notices.Notice) -> dict[str, Any]:
    words = notices.said(row)
    quieten = notices.quieten_path(row.kind, person_id=row.receiver_id) if row.kind in notices.kinds else ""
    return {"row": row, "words": words, "quieten": quieten}


@require_safe
@never_cache
def open_notice(request: ScopedRequest, uid: Any) -> HttpResponse:
    """Note that it was read, and go on to what it speaks of; that page asks its own gate."""
    notice = notices.mark_read(request.scope, uid, now=now())
    kind = notices.kinds.get(notice.kind)
    path = kind.link(notice) if kind else ""
    safe = path and url_has_allowed_host_and_scheme(path, None)
    return redirect(path if safe else "notices:list")


@require_POST
def read_all(request: ScopedRequest) -> HttpResponse:
    """Everything is read."""
    notices.mark_all_read(request.scope, now=now())
    return redirect("notices:list")


@require_safe
def sent(request: ScopedRequest) -> HttpResponse:
    """What left the house and what did not: by which way, of which kind, and why; never what it said."""
    request.scope.require_somewhere(notices.VIEW_SENT)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    rows = notices.sendings(request.scope, state=state)
    page = page_by_key(rows, order=("-made_at", "-id"), after=request.GET.get("after", ""), size=PAGE)
    counts = notices.sending_counts(request.scope)
    context = {
        "rows": [_sent(row) for row in page.rows],
        "next": page.next,
        "path": request.get_full_path(),
        "state": state,
        "tiles": [(code, str(word), counts.get(code, 0)) for code, word in STATES.items()],
        "mail_works": notices.configured(notices.MAIL),
    }
    return render(request, "notices/sent.html", context)


def _sent(row: Any) -> dict[str, Any]:
    kind = notices.kinds.get(row.kind or "")
    names = {"digest": _("Daily digest"), "notice": _("Notice")}
    person = row.receiver
    who = _("Somebody without an account") if person is None else ""
    if person is not None:
        who = _("A colleague") if person.protected_identity else person.full_name
    return {
        "row": row, "who": who, "what": str(kind.name) if kind else names.get(row.letter, _("About an account")),
        "way": str(WAYS.get(row.channel, row.channel)), "state": str(STATES[row.state]),
    }  # fmt: skip
