"""Pages: what waits for an answer, and proposing from a request's page."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.paging import page_by_key
from samdrift.foundation.scope import CASE_CLASSES, Scope
from samdrift.operations.disputes import rules
from samdrift.operations.disputes.commands import answering, proposing
from samdrift.operations.disputes.queries import proposals as queries
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests

PAGE = 25
TABS = ("mine", "theirs", "answered", "all")


@require_safe
def proposal_list(request: ScopedRequest) -> HttpResponse:
    """What waits for one's own side first."""
    require_somewhere(request.scope, "disputes.view")
    which = request.GET.get("which", "mine")
    which = which if which in TABS else "mine"
    rows = queries.proposals(request.scope, which=which)
    order = ("answer_by", "pk") if which in ("mine", "theirs") else queries.ORDER
    page = page_by_key(rows, order=order, after=request.GET.get("after", ""), size=PAGE)
    context = {
        "rows": [shown(request.scope, row) for row in page.rows], "next": page.next, "which": which, "now": now(),
        "counts": queries.counts(request.scope, now()), "tabs": [(tab, tab_word(tab)) for tab in TABS],
        "path": request.get_full_path(),
    }  # fmt: skip
    return render(request, "disputes/list.html", context)


@require_POST
def answer(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Accept, refuse or take back."""
    scope, text = request.scope, request.POST.get("answer", "")
    queries.proposals(scope).get(uid=uid)
    version = version_of(request)
    try:
        match request.POST.get("move"):
            case "accept":
                answering.accept(scope, uid, expected_version=version, answer=text, now=now())
                messages.success(request, _("Accepted."))
            case "refuse":
                answering.refuse(scope, uid, expected_version=version, answer=text, now=now())
                messages.success(request, _("Refused."))
            case "withdraw":
                answering.withdraw(scope, uid, expected_version=version, now=now())
                messages.success(request, _("Taken back."))
            case _:
                raise Invalid({"move": _("Choose what you want to do.")})
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect(_back(request))


def _back(request: ScopedRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if wanted.startswith("/requests/") else "/proposals/"


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One form for the four things one party may ask of the other about a request."""
    scope = request.scope
    row = requests.ServiceRequest.objects.within(scope).select_related("site").get(uid=uid)
    where = {"contract": row.contract_id, "site": row.site_id, "unit": row.unit_id, "line": row.line_code}
    scope.require(proposing.PROPOSE, **where, data_class=row.data_class)
    zone = row.site.timezone if row.site else "UTC"
    wrong: Mapping[str, object] = {}
    if request.method == "POST":
        try:
            _proposed(request, row, zone)
            messages.success(request, _("The other party has been asked."))
            return redirect("requests:page", uid)
        except Invalid as error:
            wrong = error.fields
        except (Refused, NotAllowed) as error:
            wrong = {"": str(error)}
    context = {
        "row": row, "wrong": wrong, "given": request.POST, "kinds": [(kind, kind_word(kind)) for kind in rules.KINDS],
        "reliefs": [(code, relief_word(code)) for code in rules.RELIEFS],
        "clocks": [(str(one.uid), clock_word(one.kind), one.due_at) for one in promises.promises_of(scope, row.uid)],
        "pauses": [
            (str(one.uid), one.reason_code, one.started_at, one.ended_at) for one in promises.pauses_of(scope, row.uid)
            if one.standing == "agreed" and one.reason_code != promises.BETWEEN_REOPENINGS
        ],
    }  # fmt: skip
    return render(request, "disputes/propose.html", context, status=422 if wrong else 200)


def _proposed(request: ScopedRequest, row: requests.ServiceRequest, zone: str) -> None:
    post = request.POST
    why = proposing.Why(reason=post.get("reason", ""), evidence=post.get("evidence", ""))
    made: dict[str, Callable[[], object]] = {
        rules.DEADLINE: lambda: proposing.propose_deadline(
            request.scope, _uid(post.get("promise", "")), due_at=_moment(post.get("due_at", ""), zone), why=why,
            now=now(),
        ),
        rules.RELIEF: lambda: proposing.claim_relief(
            request.scope, _uid(post.get("promise", "")), relief=post.get("relief", ""), why=why, now=now()
        ),
        rules.PAUSE: lambda: proposing.contest_pause(
            request.scope, _uid(post.get("pause", "")), why=why, now=now()
        ),
        rules.CLOSURE: lambda: proposing.contest_closure(request.scope, row.uid, why=why, now=now()),
    }  # fmt: skip
    chosen = made.get(post.get("kind", ""))
    if chosen is None:
        raise Invalid({"kind": _("Choose what you propose.")})
    chosen()


def _uid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise Invalid({"promise": _("Choose which one.")}) from None


def _moment(given: str, zone: str) -> datetime:
    """A moment typed as the clock on the site's wall shows it."""
    try:
        typed = datetime.fromisoformat(given)
    except ValueError:
        raise Invalid({"due_at": _("Give a day and a time.")}) from None
    return (typed if typed.tzinfo else typed.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def shown(scope: Scope, row: Any) -> dict[str, Any]:
    """A proposal as pages show it, with what the reader may do."""
    open_ = row.state == rules.OPEN
    about = row.service_request
    where = {"contract": about.contract_id, "site": about.site_id, "unit": about.unit_id, "line": about.line_code}
    answers = open_ and rules.may_answer(
        proposed_by_side=row.side, side=scope.side, proposer=row.proposed_by_id, person=scope.person_id
    )
    return {
        "row": row, "kind": kind_word(row.kind), "state": state_word(row.state), "side": side_word(row.side),
        "relief": relief_word(row.relief) if row.relief else "",
        "clock": clock_word(row.promise.kind) if row.promise else "",
        "answers": answers and scope.allows(answering.ANSWER, **where),
        "withdraws": open_ and row.side == scope.side and scope.allows(proposing.PROPOSE, **where),
    }  # fmt: skip


def panel_of(scope: Scope, row: requests.ServiceRequest) -> Mapping[str, Any] | None:
    """What was proposed about a request, and the way to propose; nothing for those who see neither."""
    where = {"contract": row.contract_id, "site": row.site_id, "unit": row.unit_id, "line": row.line_code}
    may = scope.side in rules.SIDES and scope.allows(proposing.PROPOSE, **where, data_class=row.data_class)
    found = queries.of_request(scope, row) if scope.may("disputes.view") or row.data_class in CASE_CLASSES else []
    if not found and not may:
        return None
    return {"rows": [shown(scope, one) for one in found], "may": may, "now": now()}


def tab_word(tab: str) -> str:
    """What a tab is called."""
    return {
        "mine": _("Waiting for us"), "theirs": _("Waiting for them"), "answered": _("Answered"), "all": _("All"),
    }[tab]  # fmt: skip


def kind_word(kind: str) -> str:
    """What is proposed."""
    return {
        "deadline": _("Another deadline"), "relief": _("A promise that does not count"),
        "pause": _("A contested pause"), "closure": _("A contested closure"),
    }[kind]  # fmt: skip


def relief_word(code: str) -> str:
    """Why a promise should not count."""
    return {
        "force_majeure": _("Force majeure"), "industrial_action": _("Industrial action"), "landlord": _("Landlord"),
        "customer_caused": _("Caused by the customer"), "weather": _("Weather"), "wrong_data": _("Wrong data"),
    }.get(code, code)  # fmt: skip


def state_word(state: str) -> str:
    """How a proposal stands."""
    return {
        "open": _("Waiting"), "accepted": _("Accepted"), "refused": _("Refused"), "withdrawn": _("Taken back"),
    }[state]  # fmt: skip


def side_word(side: str) -> str:
    """Whose proposal it is."""
    return {"customer": _("Customer"), "provider": _("Provider")}.get(side, side)


def clock_word(kind: str) -> str:
    """What a clock promises."""
    return {
        "acknowledge": _("Answered"), "attend": _("Begun"), "make_safe": _("Made safe"), "complete": _("Done"),
    }.get(kind, kind)  # fmt: skip
