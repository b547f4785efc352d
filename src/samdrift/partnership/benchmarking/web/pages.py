"""The list of packs, one of them with its lines, one line with its places and peers, and what making it again gives."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.foundation.scope import Scope
from samdrift.kernel import benchmarks as kernel
from samdrift.partnership.benchmarking.commands import comparing
from samdrift.partnership.benchmarking.commands.packs import problem_words
from samdrift.partnership.benchmarking.models import VIEW, WRITE, Pack, PackWord
from samdrift.partnership.benchmarking.queries import reading
from samdrift.partnership.benchmarking.rules import periods, states
from samdrift.partnership.benchmarking.web import words
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


@require_safe
def pack_list(request: ScopedRequest) -> HttpResponse:
    """The packs of a contract, the latest period first."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    known = reading.contracts_seen(scope)
    asked = request.GET.get("contract", "")
    if asked and asked not in [str(one.uid) for one in known]:
        raise Http404
    chosen = next((one for one in known if str(one.uid) == asked), known[0] if known else None)
    rows = list(reading.packs(scope, chosen.pk)[: reading.MOST]) if chosen else []
    today = parties.community_day(scope, now())
    context = {
        "contract": chosen, "contracts": known, "year": today.year - 1,
        "rows": [(one, periods.name_of(one.first_day, one.last_day), words.STATES[one.state], words.TONES[one.state])
                 for one in rows],
        "may_make": chosen is not None and speaks(scope, chosen.pk),
        "waiting": [(one, periods.name_of(one.first_day, one.last_day)) for one in reading.being_made(scope, chosen.pk)]
        if chosen else [],
    }  # fmt: skip
    return render(request, "benchmarking/list.html", context)


def speaks(scope: Scope, contract_id: int) -> bool:
    """Whether the reader may write here, for a party."""
    return scope.side in states.SIDES and scope.allows(WRITE, contract=contract_id, data_class="D2")


@require_safe
def pack_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One pack: what exceeds, every line beside its peers, what stands apart, and what both parties say."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    pack = reading.pack_by_uid(scope, uid)
    data = reading.data_of(pack)
    said = reading.words_of(scope, pack)
    rows = [_row(data, one, scope.language, said) for one in data["lines"]]
    today = parties.community_day(scope, now())
    context = {
        **_about(pack, data), "items": [one for one in rows if one["spoken"]],
        "others": [one for one in rows if one["item"] and not one["spoken"]],
        "whole": [one for one in rows if not one["item"] and not one["spoken"]],
        "apart": [{**one, "name": words.line_word(data, one["line"], scope.language)} for one in data["apart"]],
        "strangers": _facts(data, [{"uid": one, "why": None, "values": []} for one in data["strangers"]]),
        "words": [one for one in _said(said) if not one["key"]], "comments": len(said),
        "late": pack.state != states.FROZEN and not all(pack.answers.values()) and today > pack.due_on,
        "signed": [
            (words.SIDES[side], words.ANSWERS[pack.answers[side]], getattr(pack, f"{side}_answered_at"))
            for side in states.SIDES
        ],
        "may": _may(scope, pack),
    }  # fmt: skip
    return render(request, "benchmarking/page.html", context)


@require_safe
def making(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """A pack that is being made: the page looks again by itself, and leads to the pack once it is there."""
    require_somewhere(request.scope, VIEW)
    asked = reading.making_by_uid(request.scope, uid)
    state, by_itself = asked.state_at(now()), "HX-Request" in request.headers
    if state == states.DONE and asked.pack is not None and not by_itself:
        return redirect("benchmarking:page", asked.pack.uid)
    context = {
        "asked": asked, "state": state, "period": periods.name_of(asked.first_day, asked.last_day),
        "problem": problem_words(asked.problem, asked.what) if asked.problem else "",
    }  # fmt: skip
    return render(request, "benchmarking/making.html", context)


@require_safe
def line_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One line of a pack: by district and size of site, each peer with its source, and what was said."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    pack = reading.pack_by_uid(scope, uid)
    data = reading.data_of(pack)
    key = request.GET.get("key") or data["lines"][0]["key"]
    found = next((one for one in data["lines"] if one["key"] == key), None)
    if found is None:
        raise Http404
    said = reading.words_of(scope, pack)
    context = {
        **_about(pack, data), "row": _row(data, found, scope.language, said),
        "by_unit": [
            {**one, "label": in_language(one["name"], scope.language) or one["key"]} for one in found["by_unit"]
        ],
        "by_size": [{**one, "label": words.size_word(data, one["key"])} for one in found["by_size"]],
        "facts": _facts(data, found["compared"]["facts"] if found["compared"] else []),
        "words": [one for one in _said(said) if one["key"] == key], "may": _may(scope, pack),
    }  # fmt: skip
    return render(request, "benchmarking/line.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The kept pack beside what the rooms tell today, as known when it was made: asked for here, made by a job."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    pack = reading.pack_by_uid(scope, uid)
    if request.method == "POST":
        comparing.ask_comparison(scope, uid, now=now())
        return redirect("benchmarking:compare", pack.uid)
    asked = reading.newest_comparison(scope, pack)
    context = {
        **_about(pack, reading.data_of(pack)), "again": asked, "stands": asked.state_at(now()) if asked else "",
        "what": contracts.missing_price_words(asked.what) if asked else "",
    }  # fmt: skip
    return render(request, "benchmarking/compare.html", context)


def _about(pack: Pack, data: Mapping[str, Any]) -> dict[str, Any]:
    terms = data["terms"]
    return {
        "pack": pack, "data": data, "period": periods.name_of(pack.first_day, pack.last_day),
        "state": words.STATES[pack.state], "tone": words.TONES[pack.state], "currency": data["currency"],
        "against": words.AGAINST[terms["against"]], "terms": terms,
        "followed": [
            {
                "rule": one["rule"],
                "factors": [(date.fromisoformat(day), words.number_of(factor)) for day, factor in one["factors"]],
                "parts": [
                    (series, date.fromisoformat(f"{month[:7]}-01") if month else None, words.number_of(value))
                    for series, month, value in one["parts"]
                ],
            }
            for one in data["followed"]
        ],
        "unit_word": words.unit_word, "number_of": words.number_of,
    }  # fmt: skip


NOT_COMPARED: dict[str, Any] = {
    "verdict": "", "peers": 0, "spread": None, "limit_high": None, "over_minor": 0, "over_most_minor": 0,
    "over_percent": None,
}  # fmt: skip
"""What a line without units, and so without a unit cost, comes to beside the market."""


def _row(data: Mapping[str, Any], row: Mapping[str, Any], language: str, said: list[PackWord]) -> dict[str, Any]:
    compared = row["compared"] or NOT_COMPARED
    verdict, tone = words.VERDICTS.get(compared["verdict"], (_("Nothing to divide by"), "outline"))
    spread = compared["spread"]
    return {
        **row, "label": words.row_word(data, row, language), "verdict": verdict, "tone": tone, "beside": compared,
        "average": words.number_of(row["average"]), "units": words.number_of(row["units"]),
        "unit_cost": words.number_of(row["unit_cost"]), "mixed": row["quality"] == kernel.MIXED,
        "spread": {name: words.number_of(one) for name, one in spread.items()} if spread else None,
        "spoken": bool(compared.get("facts")),  # what others pay for it was stated, comparable or not
        "said": sum(one.key == row["key"] for one in said), "above": compared["verdict"] == kernel.ABOVE,
        "open": compared["verdict"] == kernel.OPEN,
    }  # fmt: skip


def _facts(data: Mapping[str, Any], found: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Facts with what came of bringing them here: the ones that count first."""
    known = {one["uid"]: one for one in data["facts"]}
    factors = {one["uid"]: one for one in data["factors"]}
    rows = [
        {
            **known[one["uid"]], "value": words.number_of(known[one["uid"]]["value"]), "counts": one["why"] == "",
            "why": words.WHY[one["why"]] if one["why"] is not None else _("Speaks of nothing ordered in this period"),
            "values": [words.number_of(value) for value in one["values"]], "conflicts": one.get("conflicts", False),
            "by": words.SIDES[known[one["uid"]]["side"]],
            "factors": [
                {**factors[key], "value": words.number_of(factors[key]["value"])} for key in one.get("factors", ())
            ],
        }
        for one in found
    ]  # fmt: skip
    return sorted(rows, key=lambda one: (not one["counts"], one["peer"].casefold(), -one["year"]))


def _said(said: list[PackWord]) -> list[dict[str, Any]]:
    return [{"key": one.key, "by": words.SIDES[one.side], "text": one.text, "at": one.said_at} for one in said]


def _may(scope: Scope, pack: Pack) -> dict[str, bool]:
    writes = speaks(scope, pack.contract_id) and pack.state != states.FROZEN
    mine = pack.answers.get(scope.side, "")
    return {
        "say": writes, "agree": writes and mine != states.AGREED, "dispute": writes and mine != states.DISPUTED,
        "freeze": writes and states.may_freeze(pack.answers), "refresh": writes and not any(pack.answers.values()),
        "write": speaks(scope, pack.contract_id),
    }  # fmt: skip
