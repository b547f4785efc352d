"""What the contract says of changes: the version in force, the next one for the other party, and what it would do."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest, done, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.kernel.notice_table import DEFAULT, Row, Table, Unfit, check, table_from
from samdrift.partnership.scaling import commands, queries, rules
from samdrift.partnership.scaling.models import VIEW, ScalingTerms
from samdrift.partnership.scaling.queries.terms import Previewed
from samdrift.partnership.scaling.web import words
from samdrift.partnership.scaling.web.terms_forms import TermsForms
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@require_http_methods(["GET", "HEAD", "POST"])
def terms_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Every version of what a contract says of changes, the next one, and what last year would have met under it."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    contract = contracts.contract_by_uid(scope, uid)
    scope.require(VIEW, contract=contract.pk, data_class="D2")
    today = parties.community_day(scope, now())
    rows = list(queries.terms_shown(scope, contract.pk))
    held = next((one for one in rows if one.standing == "accepted" and one.valid_from <= today), None)
    waiting = next((one for one in rows if one.standing == "open"), None)
    forms = TermsForms(request.POST if request.method == "POST" else None, held)
    looks = "preview" in request.POST
    sent = request.method == "POST" and forms.is_valid() and not looks
    if sent and done(forms.main, lambda: _propose(scope, uid, forms)):
        messages.success(request, _("Proposed. It holds once the other party has accepted it."))
        return redirect("scaling:terms", uid)
    names = contracts.line_names(scope)
    told = terms_told(held, names)
    context = {
        "contract": contract, "forms": forms, "held": held, "told": told,
        "waiting": _waiting(waiting, told, scope, names) if waiting else None,
        "preview": _preview(scope, contract.pk, waiting, forms if looks else None),
        "may_agree": scope.allows(rules.AGREE_TERMS, contract=contract.pk, data_class="D2"),
        "versions": [(one, words.STANDINGS[one.standing], words.STANDING_TONES[one.standing]) for one in rows],
        "who": words.who,
    }  # fmt: skip
    return render(request, "scaling/terms.html", context, status=422 if forms.errors else 200)


@require_POST
def terms_answer(request: ScopedRequest, uid: UUID, move: str) -> HttpResponse:
    """Accept or refuse what the other party proposed, or take one's own back."""
    require_somewhere(request.scope, VIEW)
    row = ScalingTerms.objects.within(request.scope).select_related("contract").get(uid=uid)
    try:
        commands.answer_terms(
            request.scope, uid, move, expected_version=version_of(request), now=now(),
            answer=request.POST.get("answer", ""),
        )  # fmt: skip
        messages.success(request, _("Done."))
    except (Invalid, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("scaling:terms", row.contract.uid)


def _waiting(row: ScalingTerms, before: Mapping[str, Any], scope: Scope, names: Mapping[str, str]) -> dict[str, Any]:
    """A proposed version, and what of it is other than what holds."""
    told = terms_told(row, names)
    return {
        "row": row, "mine": row.party_id == scope.party_id, **told,
        "new": [one for one in told["rows"] if one not in before["rows"]],
        "others": [one for one in told["numbers"] if one not in before["numbers"]],
    }  # fmt: skip


def terms_told(row: ScalingTerms | None, names: Mapping[str, str]) -> dict[str, Any]:
    """A version in words: the rows, and the numbers beside them; without one the usual rows."""
    table = table_from(row.table) if row else DEFAULT
    labour = row.labour if row else {}
    posts, hours = (row.posts_to_consult, row.hours_a_post) if row else (Decimal(1), commands.POST)
    return {
        "rows": [_row_told(one) for one in table.rows],
        "numbers": [
            *_numbers(table),
            (_("The joint committee is asked"), _("from %(posts)s freed posts on") % {"posts": plain(posts)}),
            (_("A post has"), _("%(hours)s hours a year") % {"hours": plain(hours)}),
            *((_("Work in %(line)s") % {"line": names.get(line, line)},
               _("%(share)s %% of the price, %(hour)s an hour")
               % {"share": words.percent(Decimal(share)), "hour": number_format(Decimal(hour))})
              for line, (share, hour) in labour.items()),
        ],
    }  # fmt: skip


def plain(number: Decimal) -> str:
    """A number without noughts behind the mark."""
    return str(
        number_format(number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize())
    )


def _row_told(row: Row) -> dict[str, Any]:
    kept = [
        _("%(share)s %% in months %(first)s–%(last)s")
        % {"share": words.percent(one.share), "first": one.first_month, "last": one.last_month}
        for one in row.remanence
    ]
    return {"word": words.row_word(row), "months": row.notice_months, "who": words.who(row.approvals), "kept": kept}


def _numbers(table: Table) -> list[tuple[str, str]]:
    return [
        (_("Small steps are summed over"), _("%(months)s months") % {"months": table.window_months}),
        (_("A change begins"), _("on any day") if table.any_day else _("on the first of a month")),
        (_("A closure only moves hours"),
         _("up to %(days)s working days, told %(ahead)s ahead")
         % {"days": table.short_closure_days, "ahead": table.short_closure_notice}),
        (_("A longer closure gives back"),
         _("%(share)s %% of the daily price, told %(ahead)s working days ahead")
         % {"share": words.percent(table.closure_share), "ahead": table.long_closure_notice}),
        (_("Prices are talked about"),
         _("below %(share)s %% of what was first ordered") % {"share": words.percent(table.renegotiate_below)}),
    ]  # fmt: skip


def _propose(scope: Scope, uid: UUID, forms: TermsForms) -> None:
    commands.propose_terms(scope, uid, forms.draft(), now=now(), note=forms.main.cleaned_data["note"])


def _preview(
    scope: Scope, contract_id: int, waiting: ScalingTerms | None, forms: TermsForms | None
) -> list[Previewed] | None:
    """What the last year's changes would have met by what is typed, or by the version that waits for an answer."""
    if forms is not None and forms.is_valid():
        table = forms.draft().table
        try:
            check(table)
        except Unfit as unfit:
            forms.main.add_error(None, str(commands.UNFIT[unfit.why]))
            return None
    elif forms is None and waiting is not None:
        table = table_from(waiting.table)
    else:
        return None
    return queries.preview(scope, contract_id, table, parties.community_day(scope, now()))
