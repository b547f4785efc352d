"""From what somebody typed to a plan's terms, and back."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope
from samdrift.kernel.money import minor
from samdrift.operations.planning.commands.writing import PlanDraft
from samdrift.operations.planning.rules import plain
from samdrift.operations.planning.rules.terms import CALENDAR, FLOATING, METER, Terms
from samdrift.registers.estate import public as estate

NUMBERS = ("lead_days", "before_days", "after_days", "within_days", "condition_from")
TEXTS = ("at", "meter", "event", "season_from", "season_to", "competent_body", "document", "skill", "checklist")


def terms_typed(given: QueryDict, today: date) -> Terms:
    """The terms somebody typed.

    Raises:
        Invalid: A number, a day or an amount that is none; the command checks the rest.
    """
    wrong: dict[str, object] = {}
    values: dict[str, Any] = {name: given.get(name, "").strip() for name in TEXTS}
    for name in NUMBERS:
        values[name] = _whole(given.get(name, ""), name, wrong, getattr(Terms(anchor=today), name))
    trigger = given.get("trigger", CALENDAR)
    every = given.get("meter_every" if trigger == METER else "float_every" if trigger == FLOATING else "every", "1")
    anchor = day_typed(given.get("anchor", ""), "anchor", wrong) or today
    values |= {
        "trigger": trigger, "every": _whole(every, "every", wrong, 1), "anchor": anchor,
        "unit": given.get("float_unit" if trigger == FLOATING else "unit", "months"),
        "until": day_typed(given.get("until", ""), "until", wrong) if given.get("until") else None,
        "holidays": given.get("holidays", "next"), "statutory": given.get("statutory") == "1",
        "stops_asset": given.get("stops_asset") == "1", "evidence": tuple(given.getlist("evidence")),
        "tasks": tuple(line.strip()[:200] for line in given.get("tasks", "").splitlines() if line.strip())[:60],
        "hours": _amount(given.get("hours", ""), "hours", wrong),
        "cost_minor": _cost(given.get("cost", ""), wrong),
        "removed": _days(given.get("removed", ""), "removed", wrong),
        "added": _days(given.get("added", ""), "added", wrong),
    }  # fmt: skip
    if trigger == CALENDAR:
        values["rule"] = given.get("rule", "").strip() or _rule(given, anchor, values["every"], wrong)
    if wrong:
        raise Invalid(wrong)
    return Terms(**values)


def _rule(given: QueryDict, anchor: date, every: int, wrong: dict[str, object]) -> str:
    unit, on = given.get("unit", "months"), given.get("on", plain.SAME)
    if unit not in plain.FREQUENCY or on not in plain.ON:
        wrong["unit"] = _("Choose days, weeks, months or years.")
        return ""
    weekdays = tuple(sorted({int(day) for day in given.getlist("weekdays") if day in "0123456" and len(day) == 1}))
    return plain.rule_of(plain.Plain(every, unit, weekdays, on), anchor)


def _whole(text: str, name: str, wrong: dict[str, object], default: int) -> int:
    text = text.strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 8):
        wrong[name] = _("Write a whole number.")
        return default
    return int(text)


def day_typed(text: str, name: str, wrong: dict[str, object]) -> date | None:
    """A day as a form gives it; None and a sentence in `wrong` when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong[name] = _("Give a day.")
        return None


def _days(text: str, name: str, wrong: dict[str, object]) -> tuple[date, ...]:
    found = [day_typed(each, name, wrong) for each in text.replace(",", " ").split()[:200]]
    return tuple(sorted({day for day in found if day is not None}))


def _amount(text: str, name: str, wrong: dict[str, object]) -> Decimal:
    try:
        amount = Decimal(text.replace(" ", "").replace(" ", "").replace(",", ".") or "0")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < 10**9:
        wrong[name] = _("Write a number such as 1.5.")
        return Decimal(0)
    return amount.quantize(Decimal("0.01"))


def _cost(text: str, wrong: dict[str, object]) -> int:
    amount = minor(text) if text.strip() else 0
    if amount is None or not 0 <= amount < 10**11:
        wrong["cost"] = _("Give an amount, such as 5000 or 5000.50.")
        return 0
    return amount


def draft_typed(scope: Scope, given: QueryDict, terms: Terms) -> PlanDraft:
    """The plan somebody typed: what it is about and its terms.

    Raises:
        Invalid: There is no such site, room or thing.
    """
    site = _site(scope, given.get("site", ""))
    wrong: dict[str, object] = {}
    asset = space = None
    if number := given.get("asset", "").strip():
        asset = estate.Asset.objects.within(scope).filter(site=site, number=number).order_by("pk").first()
        wrong |= {} if asset else {"asset": _("There is no such thing on this site.")}
    elif number := given.get("space", "").strip():
        space = estate.Space.objects.within(scope).filter(site=site, number=number).order_by("pk").first()
        wrong |= {} if space else {"space": _("There is no such room on this site.")}
    if wrong:
        raise Invalid(wrong)
    return PlanDraft(
        name=given.get("name", ""), line_code=given.get("line", ""), terms=terms, site_id=site.pk,
        space_id=space.pk if space else None, asset_id=asset.pk if asset else None,
        asset_kind=given.get("asset_kind", ""), team_id=number_typed(given.get("team", "")),
    )  # fmt: skip


def _site(scope: Scope, text: str) -> estate.Site:
    try:
        site = estate.Site.objects.within(scope).filter(uid=UUID(text)).first()
    except ValueError:
        site = None
    if site is None:
        raise Invalid({"site": _("Choose where it is done.")})
    return site


def number_typed(text: str) -> int | None:
    """A key as a select gives it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def typed_of(terms: Terms, **more: str) -> Mapping[str, Any]:
    """What the form shows of terms that stand: plain parts where they say it all, else the rule itself."""
    said = plain.plain_of(terms.rule, terms.anchor) if terms.rule else plain.Plain()
    shown = said or plain.Plain()
    texts = {name: getattr(terms, name) for name in (*TEXTS, *NUMBERS, "trigger", "holidays")}
    return {
        **texts, "rule": "" if said else terms.rule, "every": str(shown.every), "unit": shown.unit, "on": shown.on,
        "weekdays": [str(day) for day in shown.weekdays], "anchor": terms.anchor.isoformat(),
        "until": terms.until.isoformat() if terms.until else "", "meter_every": str(terms.every),
        "float_every": str(terms.every), "float_unit": terms.unit, "statutory": "1" if terms.statutory else "",
        "stops_asset": "1" if terms.stops_asset else "", "evidence": list(terms.evidence),
        "tasks": "\n".join(terms.tasks), "hours": str(terms.hours), "cost": f"{Decimal(terms.cost_minor) / 100:.2f}",
        "removed": " ".join(map(str, terms.removed)), "added": " ".join(map(str, terms.added)), **more,
    }  # fmt: skip
