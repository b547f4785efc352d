"""What the market pays: facts and factors as they were stated, a form for each, and tables that are looked at first."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.partnership.benchmarking.commands import stating
from samdrift.partnership.benchmarking.formats import peer_values
from samdrift.partnership.benchmarking.models import VIEW, PeerValue, PriceFactor
from samdrift.partnership.benchmarking.queries import reading
from samdrift.partnership.benchmarking.rules.facts import ALL_UNITS, Stated, StatedFactor
from samdrift.partnership.benchmarking.web import words
from samdrift.partnership.benchmarking.web.pages import speaks
from samdrift.registers.contracts import public as contracts

EXAMPLE = (
    "peer;source;year;price level;line;item;unit;area basis;quality;currency;value\n"
    "Body A;Tender of 2024, price sheet;2024;2024;CLN;CLN-OFF;m2_year;NRA;q3;DKK;158,40"
)
FIELDS = (
    "peer", "source", "year", "level", "line", "item", "unit", "area_basis", "quality", "currency", "value", "note",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def market(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The market's figures of a contract; a form states one more."""
    require_somewhere(request.scope, VIEW)
    contract = reading.contract_seen(request.scope, uid)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            stating.state_value(request.scope, contract.uid, _stated(request), now=now())
        except Invalid as error:
            wrong = error.fields
        except (NotAllowed, Refused) as refused:
            wrong = {"": str(refused)}
        else:
            messages.success(request, _("Stated. It counts in the next pack that is made or made anew."))
            return redirect("benchmarking:market", contract.uid)
    return _page(request, contract, wrong=wrong, typed=request.POST if wrong else {})


@require_http_methods(["POST"])
def import_table(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Look at a table row by row; what was looked at is stated when it is sent again with a yes."""
    require_somewhere(request.scope, VIEW)
    contract = reading.contract_seen(request.scope, uid)
    wrong: dict[str, str] = {}
    rows: list[stating.Read] = []
    text = ""
    try:
        text = _table(request)
        if request.POST.get("yes"):
            count = stating.import_values(request.scope, contract.uid, text, now=now())
            messages.success(request, _("%(count)s new figures are stated.") % {"count": count})
            return redirect("benchmarking:market", contract.uid)
        rows = stating.looked_at(request.scope, contract.uid, text)
    except Invalid as error:
        wrong = error.fields
    except (NotAllowed, Refused) as refused:
        wrong = {"": str(refused)}
    return _page(request, contract, wrong=wrong, table=text, looked=rows)


@require_POST
def factor(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """State a factor between two price levels or currencies."""
    require_somewhere(request.scope, VIEW)
    contract = reading.contract_seen(request.scope, uid)
    try:
        stated = StatedFactor(
            currency=_text(request, "currency").upper(), level=_text(request, "level"),
            to_currency=_text(request, "to_currency").upper() or _text(request, "currency").upper(),
            to_level=_text(request, "to_level"), value=_number(request, "value"), source=_text(request, "source"),
        )  # fmt: skip
        stating.state_factor(request.scope, contract.uid, stated, now=now())
    except Invalid as error:
        named = {f"factor_{name}": text for name, text in error.fields.items()}
        return _page(
            request, contract, wrong=named, typed={f"factor_{name}": one for name, one in request.POST.items()}
        )
    except (NotAllowed, Refused) as refused:
        return _page(request, contract, wrong={"": str(refused)})
    messages.success(request, _("Stated. It counts in the next pack that is made or made anew."))
    return redirect("benchmarking:market", contract.uid)


@require_POST
def withdraw(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Take back what one's own party stated."""
    require_somewhere(request.scope, VIEW)
    row = PeerValue.objects.within(request.scope).select_related("contract").get(uid=uid)
    return _withdrawn(request, row, stating.withdraw_value)


@require_POST
def withdraw_factor(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Take back a factor one's own party stated."""
    require_somewhere(request.scope, VIEW)
    row = PriceFactor.objects.within(request.scope).select_related("contract").get(uid=uid)
    return _withdrawn(request, row, stating.withdraw_factor)


def _withdrawn(request: ScopedRequest, row: PeerValue | PriceFactor, do: Any) -> HttpResponse:
    try:
        do(request.scope, row.uid, request.POST.get("why", ""), expected_version=version_of(request), now=now())
        messages.success(request, _("Taken back. It stays to be read, with the reason."))
    except (Invalid, NotAllowed, Refused) as wrong:
        messages.error(request, str(wrong))
    return redirect("benchmarking:market", row.contract.uid)


def _page(
    request: ScopedRequest, contract: contracts.Contract, *, wrong: dict[str, str], typed: Any = None,
    table: str = "", looked: list[stating.Read] | None = None,
) -> HttpResponse:  # fmt: skip
    scope = request.scope
    values = list(reading.peer_values(scope, contract.pk)[: reading.SHOWN + 1])
    names = contracts.line_names(scope)
    items = contracts.items_until(contract.pk, contract.ends_on)
    looked = looked or []
    context = {
        "contract": contract, "wrong": wrong, "typed": typed or {}, "table": table, "looked": looked,
        "fit": bool(looked) and not any(one.wrong for one in looked),
        "new": sum(not one.known and not one.wrong for one in looked),
        "values": [(one, names.get(one.line_code, one.line_code), _item_word(items, one.item, scope.language),
                    words.SIDES[one.side]) for one in values[: reading.SHOWN]],
        "more": len(values) > reading.SHOWN, "shown": reading.SHOWN,
        "factors": [(one, words.SIDES[one.side]) for one in reading.price_factors(scope, contract.pk)[: reading.SHOWN]],
        "withdrawn": [(one, words.SIDES[one.side]) for one in reading.withdrawn(scope, contract.pk)],
        "lines": sorted(names.items(), key=lambda one: one[1]), "example": EXAMPLE,
        "items": [(code, f"{code} · {_item_word(items, code, scope.language)}") for code in sorted(items)],
        "units": [(code, words.unit_word(code)) for code in ALL_UNITS], "unit_word": words.unit_word,
        "writes": speaks(scope, contract.pk), "side": scope.side,
    }  # fmt: skip
    return render(request, "benchmarking/market.html", context, status=422 if wrong else 200)


def _item_word(items: dict[str, Any], code: str, language: str) -> str:
    rows = items.get(code)
    return in_language(rows[-1].name, language) if rows else code


def _stated(request: ScopedRequest) -> Stated:
    year = _text(request, "year")
    return Stated(
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0,
        value=_number(request, "value"),
        **{name: _text(request, name) for name in FIELDS if name not in ("year", "value")},
    )


def _text(request: ScopedRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[:1000]


def _number(request: ScopedRequest, name: str) -> Decimal:
    try:
        return peer_values.number_in(_text(request, name)[:40])
    except ValueError as wrong:
        raise Invalid({name: stating.SENTENCES[str(wrong)]}) from wrong


def _table(request: ScopedRequest) -> str:
    """The table as it was pasted or sent as a file."""
    sent = request.FILES.get("file")
    if sent is None:
        return request.POST.get("table", "")
    try:
        return peer_values.decoded(sent.read(peer_values.MOST_BYTES + 1))
    except peer_values.NoTable as wrong:
        raise Invalid({"table": stating.TABLES[wrong.why]}) from wrong
