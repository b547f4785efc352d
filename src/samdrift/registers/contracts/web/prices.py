"""The price book: what holds on a day as it was known on another, an item with its versions, and proposing the next."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.kernel import fees
from samdrift.kernel.fees import PriceTerms
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.commands.price_proposals import propose_price
from samdrift.registers.contracts.commands.proposals import PROPOSE
from samdrift.registers.contracts.commands.volumes import PriceDraft, price_from
from samdrift.registers.contracts.models import Contract, PriceItem, TermsProposal
from samdrift.registers.contracts.models.prices import VIEW_PRICES
from samdrift.registers.contracts.queries import prices
from samdrift.registers.contracts.queries.indices import index_rules
from samdrift.registers.contracts.queries.names import line_names
from samdrift.registers.contracts.web.as_known import (
    MODES,
    UNITS,
    asked,
    day_from,
    number_from,
    price_read,
    price_typed,
)
from samdrift.registers.parties import public as parties

LANGUAGES = ("en", "da", "sv")
WIDE, HIGH = 240, 60


@require_safe
def price_book(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The items of the price book by service line, as they hold on a day."""
    contract = priced_contract(request, uid)
    when = asked(request)
    names = prices.items_seen(request.scope, contract)
    book = prices.price_book(contract.pk, when.day, when.known_at)
    lines: dict[str, list[dict[str, Any]]] = {}
    for code, row in names.items():
        if code in book:
            lines.setdefault(row.line_code, []).append(item_shown(row, book[code]))
    context = {
        "contract": contract, "lines": _named(request.scope, lines), "when": when,
        "may_propose": request.scope.allows(PROPOSE, contract=contract.pk),
    }  # fmt: skip
    return render(request, "contracts/prices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def price_item(request: ScopedRequest, uid: UUID, code: str = "") -> HttpResponse:
    """An item with its versions; whoever agrees terms proposes the next one, or an item that is not there yet."""
    contract = priced_contract(request, uid)
    may = request.scope.allows(PROPOSE, contract=contract.pk)
    if not code:
        request.scope.require(PROPOSE, contract=contract.pk)
    versions = prices.price_versions(request.scope, contract, code) if code else []
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            draft = _draft(request.POST, code)
            made = propose_price(request.scope, uid, draft, now=now(), note=request.POST.get("note", ""))
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("Proposed. It holds once the other party has accepted it."))
            return redirect("contracts:proposal", made.uid)
    today = parties.community_day(request.scope, now())
    held = prices.price_book(contract.pk, today).get(code)
    context = {
        "contract": contract, "code": code, "versions": [(one, version_shown(one)) for one in versions],
        "held": item_shown(versions[0], held) if held else None, "may_propose": may, "errors": errors,
        "typed": request.POST.dict() or _typed(versions[0] if versions else None, today), "units": list(UNITS.items()),
        "modes": list(MODES.items()), "rules": sorted({rule.code for rule in index_rules(contract.pk)}),
    }  # fmt: skip
    return render(request, "contracts/price.html", context, status=422 if errors else 200)


def priced_contract(request: ScopedRequest, uid: UUID) -> Contract:
    """The contract, for somebody who may see its prices."""
    require_somewhere(request.scope, VIEW_PRICES)
    contract = queries.contract_by_uid(request.scope, uid)
    prices.require_prices(request.scope, contract.pk)
    return contract


def _named(
    scope: Scope, lines: Mapping[str, list[dict[str, Any]]]
) -> list[tuple[str, str, list[dict[str, Any]]]]:  # fmt: skip
    """The lines by code with their names; one that nobody knows has none."""
    known = line_names(scope)
    return [(code, known.get(code, ""), items) for code, items in sorted(lines.items())]


def item_shown(row: PriceItem, terms: PriceTerms) -> dict[str, Any]:
    """An item as it holds: its words, its price with what it was made of, its bands drawn, and the warnings."""
    return {
        "code": row.code, "line": row.line_code, "name": row.name, "unit": UNITS.get(terms.unit, terms.unit),
        "price": terms.price, "base": terms.base_price, "factor": terms.factor, "clause": row.clause,
        "basis": row.area_basis, "fixed_share": terms.fixed_share,
        "settings": [(name, factor) for name, factor in terms.settings.items()],
        "index_rule": terms.index_rule, **bands_shown(terms.bands, terms.band_mode),
    }  # fmt: skip


def version_shown(row: PriceItem) -> dict[str, Any]:
    """A version at its base price."""
    return item_shown(row, prices.terms_from(row))


def bands_shown(bands: Sequence[fees.Band], mode: str) -> dict[str, Any]:
    """Bands as bars whose width is the slice and whose height is the price, and where more gets cheaper than less."""
    if not bands:
        return {"bands": [], "bars": [], "dips": [], "mode": ""}
    far = max(band.start for band in bands) * Decimal("1.4") or Decimal(1)
    most = max(band.price for band in bands) or Decimal(1)
    ends = [*(band.start for band in bands[1:]), far]
    bars = []
    for band, end in zip(bands, ends, strict=True):
        high = round(float(band.price / most) * HIGH, 1)
        left, right = (round(float(at / far) * WIDE, 1) for at in (band.start, end))
        bars.append((left, round(HIGH - high, 1), max(round(right - left - 1, 1), 0.5), high))
    return {"bands": bands, "bars": bars, "dips": fees.dips(bands, mode), "mode": MODES[mode]}


def beside_price(scope: Scope, proposal: TermsProposal) -> dict[str, Any]:
    """A proposed item beside the one that holds now."""
    draft = price_from(proposal.content["item"])
    proposed = PriceItem(
        code=draft.code, line_code=draft.line, name=dict(draft.name), clause=draft.clause, area_basis=draft.area_basis,
        unit=draft.unit, price=draft.price, bands=[[str(start), str(price)] for start, price in draft.bands],
        band_mode=draft.band_mode, settings={name: str(factor) for name, factor in draft.settings.items()},
        fixed_share=draft.fixed_share, index_rule=draft.index_rule,
    )  # fmt: skip
    names = prices.items_seen(scope, proposal.contract)
    held = prices.price_book(proposal.contract_id, parties.community_day(scope, now())).get(draft.code)
    before = item_shown(names[draft.code], held) if held and draft.code in names else None
    return {"item": version_shown(proposed), "item_before": before}


def _typed(row: PriceItem | None, today: date) -> dict[str, Any]:
    """What the form shows at first: the newest version, or nothing."""
    if row is None:
        return {"valid_from": today.isoformat()}
    return {
        "line": row.line_code, "unit": row.unit, "price": price_typed(row.price), "area_basis": row.area_basis,
        **{f"name_{language}": row.name.get(language, "") for language in LANGUAGES},
        "bands": "\n".join(f"{start} {price_typed(Decimal(price))}" for start, price in row.bands),
        "band_mode": row.band_mode,
        "settings": "\n".join(f"{name} {factor}" for name, factor in row.settings.items()),
        "fixed_share": f"{plain(row.fixed_share)}", "index_rule": row.index_rule, "clause": row.clause,
        "valid_from": today.isoformat(),
    }  # fmt: skip


def plain(number: Decimal) -> str:
    """A number without the zeros its column adds."""
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _draft(said: Mapping[str, str], code: str) -> PriceDraft:
    wrong: dict[str, Any] = {}
    name = {language: said.get(f"name_{language}", "").strip()[:120] for language in LANGUAGES}
    if not all(name.values()):
        wrong["name_en"] = _("Write the name in all three languages.")
    bands = _pairs(said.get("bands", ""), "bands", wrong)
    settings = {
        word: number_from(factor, "settings", wrong) for word, factor in _words(said.get("settings", ""), wrong)
    }  # fmt: skip
    price = price_read(said.get("price", ""), "price", wrong)
    share = number_from(said.get("fixed_share", ""), "fixed_share", wrong)
    if wrong:
        raise Invalid(wrong)
    return PriceDraft(
        code=code or said.get("code", "").strip().upper(), line=said.get("line", "").strip().upper()[:8], price=price,
        name=name, unit=said.get("unit", ""), bands=bands, band_mode=said.get("band_mode", "incremental"),
        settings=settings, fixed_share=share, valid_from=day_from(said.get("valid_from", ""), "valid_from"),
        index_rule=said.get("index_rule", "")[:24], clause=said.get("clause", "").strip()[:80],
        area_basis=said.get("area_basis", "").strip()[:12],
    )  # fmt: skip


def _pairs(text: str, name: str, wrong: dict[str, Any]) -> tuple[tuple[Decimal, Decimal], ...]:
    """Two numbers a line."""
    found = []
    for row in text.splitlines():
        parts = row.split()
        if len(parts) == 2:
            found.append((price_read(parts[0], name, wrong), price_read(parts[1], name, wrong)))
        elif parts:
            wrong[name] = _("Write two numbers a line: from which quantity, and the price.")
    return tuple(found)


def _words(text: str, wrong: dict[str, Any]) -> list[tuple[str, str]]:
    """A word and a number a line."""
    found = []
    for row in text.splitlines():
        parts = row.split()
        if len(parts) == 2:
            found.append((parts[0][:8], parts[1]))
        elif parts:
            wrong["settings"] = _("A setting is one word with a factor of 0 or more, such as f3 0.70.")
    return found
