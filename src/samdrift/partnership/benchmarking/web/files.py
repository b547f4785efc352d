"""What people take along: a pack's tables, and the very text its fingerprint is of."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.partnership.benchmarking.formats.tables import Sheet, comma_separated, workbook
from samdrift.partnership.benchmarking.models import VIEW, Pack
from samdrift.partnership.benchmarking.queries import reading
from samdrift.partnership.benchmarking.rules import periods
from samdrift.partnership.benchmarking.web import words

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def xlsx(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """All tables of the pack, a sheet each."""
    pack = _pack(request, uid)
    data, language = reading.data_of(pack), request.scope.language
    sheets = [
        lines_sheet(data, language), _places(data, language), _peers(data), _apart(data, language),
        _basis(request, data),
    ]  # fmt: skip
    title = _("Benchmark pack %(period)s") % {"period": periods.name_of(pack.first_day, pack.last_day)}
    return _sent(workbook(title, sheets), pack, "xlsx", SHEET)


@require_safe
def as_csv(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The unit costs beside the market, one line a row."""
    pack = _pack(request, uid)
    sheet = lines_sheet(reading.data_of(pack), request.scope.language)
    marked = Sheet(sheet.name, sheet.heads, [*sheet.rows, [_mark(request)]])
    return _sent(comma_separated(marked), pack, "csv", "text/csv; charset=utf-8")


@require_safe
def data(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The text whose fingerprint the book keeps, byte for byte."""
    pack = _pack(request, uid)
    return _sent(pack.data.encode(), pack, "json", "application/json")


def lines_sheet(data: dict[str, Any], language: str) -> Sheet:
    """The lines of a pack as a table; amounts in whole units of the currency."""
    heads = (
        _("Service"), _("Line"), _("Item"), _("EN 15221-4"), _("CPV"), _("Unit"), _("Area basis"), _("Quality"),
        _("Units"), _("Cost"), _("of it index"), _("Unit cost"), _("Currency"), _("Peers"), _("Low"), _("Median from"),
        _("Median to"), _("High"), _("Limit"), _("Verdict"), _("Over at least"), _("Over at most"),
    )  # fmt: skip
    rows = []
    for row in data["lines"]:
        compared = row["compared"] or {}
        spread = compared.get("spread") or {}
        verdict = words.VERDICTS.get(compared.get("verdict", ""), (_("Nothing to divide by"), ""))[0]
        rows.append([
            words.row_word(data, row, language), row["line"], row["item"], row["group"], row["cpv"],
            words.unit_word(row["unit"]), row["area_basis"], row["quality"], words.number_of(row["units"]),
            _amount(row["cost_minor"]), _amount(row["index_minor"]), words.number_of(row["unit_cost"]),
            data["currency"], compared.get("peers", 0), words.number_of(spread.get("low")),
            words.number_of(spread.get("median_low")), words.number_of(spread.get("median_high")),
            words.number_of(spread.get("high")), words.number_of(compared.get("limit_high")), str(verdict),
            _amount(compared.get("over_minor", 0)), _amount(compared.get("over_most_minor", 0)),
        ])  # fmt: skip
    return Sheet(_("Unit costs"), heads, rows)


def _places(data: dict[str, Any], language: str) -> Sheet:
    heads = (_("Service"), _("By"), _("Where"), _("Places"), _("Units"), _("Cost"), _("Unit cost"))
    rows = []
    for row in data["lines"]:
        label = words.row_word(data, row, language)
        for by, cells in ((_("District"), row["by_unit"]), (_("Size of site"), row["by_size"])):
            for one in cells:
                where = (
                    in_language(one["name"], language) or one["key"]
                    if cells is row["by_unit"]
                    else words.size_word(data, one["key"])
                )
                if one["hidden"]:
                    rows.append([label, by, where, _("too few places"), None, None, None])
                else:
                    rows.append([
                        label, by, where, one["sites"], words.number_of(one["units"]), _amount(one["cost_minor"]),
                        words.number_of(one["unit_cost"]),
                    ])  # fmt: skip
    return Sheet(_("Places"), heads, rows)


def _peers(data: dict[str, Any]) -> Sheet:
    heads = (
        _("Peer"), _("Source"), _("Stated by"), _("Year"), _("Price level"), _("Line"), _("Item"), _("Unit"),
        _("Area basis"), _("Quality"), _("Currency"), _("Value"), _("Brought here, lowest"), _("Brought here, highest"),
        _("Compared"),
    )  # fmt: skip
    brought = {
        (fact["uid"]): fact for row in data["lines"] if row["compared"] for fact in row["compared"]["facts"]
        if fact["why"] == ""
    }  # fmt: skip
    other = {fact["uid"]: fact for row in data["lines"] if row["compared"] for fact in row["compared"]["facts"]}
    rows = []
    for one in data["facts"]:
        found = brought.get(one["uid"]) or other.get(one["uid"])
        values = [words.number_of(value) for value in found["values"]] if found else []
        why = words.WHY[found["why"]] if found else _("Speaks of nothing ordered in this period")
        rows.append([
            one["peer"], one["source"], str(words.SIDES[one["side"]]), one["year"], one["level"], one["line"],
            one["item"], words.unit_word(one["unit"]), one["area_basis"], one["quality"], one["currency"],
            words.number_of(one["value"]), values[0] if values else None, values[-1] if values else None, str(why),
        ])  # fmt: skip
    return Sheet(_("Peers"), heads, rows)


def _apart(data: dict[str, Any], language: str) -> Sheet:
    heads = (
        _("Service line"), _("Fees"), _("of it index"), _("Changes"), _("Credits"), _("True-ups"), _("Extra work"),
        _("Shared gains"), _("Shared cost"), _("Together"), _("Fees invoiced"),
    )  # fmt: skip
    names = (
        "fees", "indexed", "change", "credit", "index", "extra", "gainshare", "shared", "total", "invoiced",
    )  # fmt: skip
    rows = [
        [words.line_word(data, one["line"], language), *(_amount(one[f"{name}_minor"]) for name in names)]
        for one in data["apart"]
    ]
    return Sheet(_("Stated apart"), heads, rows)


def _basis(request: ScopedRequest, data: dict[str, Any]) -> Sheet:
    terms = data["terms"]
    rows: list[list[str | int | Decimal | None]] = [
        [_("Contract"), data["contract"]["code"]], [_("First day"), data["first"]], [_("Last day"), data["last"]],
        [_("Price level"), data["level"]], [_("Currency"), data["currency"]], [_("As known on"), data["known_at"]],
        [_("Clause"), terms["clause"]], [_("Held against"), str(words.AGAINST[terms["against"]])],
        [_("Tolerance, per cent"), words.number_of(terms["tolerance"])], [_("Fewest peers"), terms["fewest_peers"]],
        [_("Fewest places"), terms["fewest_sites"]],
    ]  # fmt: skip
    for one in data["followed"]:
        rows += [
            [_("Index rule %(rule)s from %(day)s") % {"rule": one["rule"], "day": day}, words.number_of(factor)]
            for day, factor in one["factors"]
        ]
    for one in data["factors"]:
        ends = f"{one['currency']} {one['level']} → {one['to_currency']} {one['to_level']}"
        rows.append([ends, words.number_of(one["value"]), one["source"]])
    rows.append([_mark(request)])
    return Sheet(_("Basis"), (_("What"), _("Value"), _("Source")), rows)


def _mark(request: ScopedRequest) -> str:
    return _("Commercial in confidence between the parties. Taken along by %(who)s on %(day)s.") % {
        "who": request.scope.name, "day": now().date().isoformat(),
    }  # fmt: skip


def _amount(minor: int | None) -> Decimal | None:
    return None if minor is None else Decimal(minor) / 100


def _pack(request: ScopedRequest, uid: UUID) -> Pack:
    require_somewhere(request.scope, VIEW)
    return reading.pack_by_uid(request.scope, uid)


def _sent(content: bytes, pack: Pack, ending: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    period = periods.name_of(pack.first_day, pack.last_day).replace("/", "_")
    name = f"{pack.contract.code}-benchmark-{period}-{pack.number}"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
