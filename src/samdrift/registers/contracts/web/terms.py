"""Contracts as they are read: versions, opening hours drawn as a week, and the promises by priority with clauses."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.kernel.targets import target_of
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.commands import proposals
from samdrift.registers.contracts.models import SlaClock
from samdrift.registers.contracts.queries.prices import sees_prices
from samdrift.registers.contracts.registry import terms_pages
from samdrift.registers.contracts.web import words
from samdrift.registers.contracts.web.calendars import drawn
from samdrift.registers.parties import public as parties

CLOCKS = ("acknowledge", "attend", "make_safe", "complete")
MONTHS = 6


@require_safe
def contract_list(request: ScopedRequest) -> HttpResponse:
    """The contracts whose terms one may see."""
    require_somewhere(request.scope, "contracts.view")
    return render(request, "contracts/list.html", {"rows": list(queries.contracts_shown(request.scope))})


@require_safe
def contract_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A contract: parties and dates, versions, promises with their clauses, and the hours they are counted in."""
    contract = queries.contract_by_uid(request.scope, uid)
    policies = queries.policies_of(request.scope, contract)
    codes = {clock.calendar_code for _policy, clocks in policies for clock in clocks.values()}
    shown = queries.proposals_of(request.scope, contract)
    context = {
        "contract": contract, "versions": queries.versions_of(request.scope, contract),
        "columns": [(kind, str(words.CLOCKS[kind])) for kind in CLOCKS],
        "policies": [(policy, {kind: target(clock) for kind, clock in clocks.items()}) for policy, clocks in policies],
        "calendars": [drawn(row.definition, row) for row in queries.calendars_named(request.scope, codes)],
        "proposals": [(one, words.WHAT[one.what], words.STANDINGS[one.standing]) for one in shown],
        "months": queries.months_of(request.scope, contract, parties.community_day(request.scope, now()), MONTHS),
        "sees_rates": request.scope.allows("contracts.view_rates", contract=contract.pk, data_class="D2"),
        "sees_prices": sees_prices(request.scope, contract.pk),
        "pages": [
            (reverse(one.address, args=[contract.uid]), str(one.name), one.icon)
            for one in terms_pages(request.scope, contract.pk)
        ],
        "may_propose": request.scope.allows(proposals.PROPOSE, contract=contract.pk),
    }  # fmt: skip
    return render(request, "contracts/page.html", context)


def target(clock: SlaClock) -> str:
    """How long, and in which hours: “4 hours, OFFICE”."""
    return f"{words.long(target_of(clock.unit, clock.amount, clock.cut_off))}, {clock.calendar_code}"
