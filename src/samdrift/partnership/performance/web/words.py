"""The words of months, bands, sources and steps."""

from decimal import Decimal

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from samdrift.partnership.performance import registry
from samdrift.partnership.performance.models import KpiDefinition, KpiResult
from samdrift.partnership.performance.queries import sources

TONES = {
    "passed": "ok", "minor": "warn", "serious": "warn", "severe": "danger", "critical": "danger",
    "not_measured": "neutral",
}  # fmt: skip
STATE_TONES = {
    "provisional": "info", "under_review": "info", "agreed": "ok", "disputed": "warn", "frozen": "ok",
    "corrected": "neutral", "open": "neutral", "calculated": "info", "invoiced": "ok", "waived": "neutral",
    "earned_back": "ok", "accepted": "ok", "refused": "neutral", "withdrawn": "neutral",
}  # fmt: skip


def band_word(code: str) -> str:
    """What a band is called."""
    return {
        "passed": _("On target"), "minor": _("Minor miss"), "serious": _("Serious miss"), "severe": _("Severe miss"),
        "critical": _("Critical miss"), "not_measured": _("Not measured"),
    }[code]  # fmt: skip


def state_word(code: str) -> str:
    """What the state of a month, a figure, a credit or a proposal is called."""
    return {
        "open": pgettext("a month", "Open"), "provisional": _("Provisional"),
        "under_review": _("Under review"), "agreed": _("Agreed"),
        "disputed": _("Disputed"), "frozen": _("Frozen"), "corrected": _("Corrected"), "calculated": _("Calculated"),
        "invoiced": _("Invoiced"), "waived": _("Waived"), "earned_back": _("Earned back"),
        "accepted": _("Agreed"), "refused": _("Not accepted"), "withdrawn": _("Taken back"),
    }[code]  # fmt: skip


def source_word(code: str) -> str:
    """Where a figure's rows come from."""
    if code in registry.sources():
        return str(registry.sources()[code].word)
    if code.startswith("promise."):
        return _("The promises of requests")
    if code.startswith("plan."):
        return _("Planned work")
    if code.startswith("desk."):
        return _("The contacts of the desk")
    return {
        "request.first_time": _("What the book tells of requests"),
        "request.reopened": _("What the book tells of requests"),
        "request.rated": _("What users answered"), "reading": _("Counted by hand, with what shows it"),
        "delivery.on_time": _("Orders of catering, mail and moves, and the runs of mail routes"),
        "visit.delivered": _("The rooms of cleaning rounds, day by day"),
        "access.cleared": _("Companies that began work, and what they were cleared for that day"),
    }.get(code, _("Nothing yet: not measured"))  # fmt: skip


def later_word(source: str) -> str:
    """What would have to be recorded before a figure can be counted, and the way round; "" where it is counted."""
    recorded = {
        "none.fleet": _(
            "To be counted, each vehicle's days in the fleet, service limits, workshop days and planned hours "
            "would have to be recorded."
        ),
        "none.lost_property": _(
            "To be counted, found items with the day they were handed in and counts of the stock "
            "would have to be recorded."
        ),
        "none.payroll": _(
            "Pay runs with their corrections would have to be recorded to count it; "
            "payroll is no part of this contract."
        ),
    }.get(source, "")
    if recorded:
        by_hand = _(
            "The product has no place for it yet; until then both parties may agree on a figure counted by hand."
        )
        return f"{recorded} {by_hand}"
    return _("Nothing counts it yet.") if source == "none" else ""


def why_not(row: KpiResult) -> str:
    """Why a figure was not measured; "" where it was."""
    if row.band != "not_measured":
        return ""
    source = row.definition.source
    if later_word(source):
        return later_word(source)
    if source == "reading":
        return _("Nobody has recorded a count for this month.")
    if row.denominator:
        return _("Only %(count)s were there to count; it takes %(fewest)s.") % {
            "count": row.denominator, "fewest": row.definition.fewest,
        }  # fmt: skip
    if source == "access.cleared":
        return _("No company began work by a link; who is employed is let in by name or not at all.")
    return _("There was nothing to count in this month.")


def step_word(rule: str) -> str:
    """What took from a credit, or took the model's place."""
    return {
        "per_lot": _("More by each single failure, such as a rejected lot"),
        "sessions": _("More by the sessions that could not be used"),
        "reduced": _("The fee was reduced for the same visits"),
        "grace": _("Grace after going live"), "group": _("One event, one credit"), "cap_kpi": _("Cap of the figure"),
        "cap_line": _("Cap of the service line"), "cap_month": _("Cap of the month"),
        "cap_year": _("Cap of the contract year"),
    }[rule]  # fmt: skip


def said_word(kind: str) -> str:
    """What a word about a figure was."""
    return {
        "remark": _("Remark"), "dispute": _("Objection"), "answer": _("Answer"), "settle": _("Settled"),
        "correct": _("Correction"), "steer": _("Decision of the steering committee"),
    }[kind]  # fmt: skip


def side_word(side: str) -> str:
    """Who spoke."""
    return {"customer": _("The client"), "provider": _("The provider")}.get(side, "–")


def clock_word(kind: str) -> str:
    """What a promise was about."""
    return {
        "acknowledge": _("Acknowledged"), "attend": _("Begun"), "make_safe": _("Made safe"), "complete": _("Solved"),
    }.get(kind, kind)  # fmt: skip


def plain(number: Decimal | None, digits: int = 2) -> str:
    """A number with the reader's decimal mark; a dash where there is none."""
    if number is None:
        return "–"
    written = f"{number:.{digits}f}"
    return written if (get_language() or "en")[:2] == "en" else written.replace(".", ",")


def value_word(row: KpiResult) -> str:
    """A figure as it is read: 92.31%; in Danish and Swedish with a space."""
    return with_unit(row.value, row.definition.unit_word)


def target_word(definition: KpiDefinition) -> str:
    """A target as it is read: at least 92%, at least 99.9%; in Danish and Swedish with a space."""
    target = definition.target
    digits = next(count for count in (0, 1, 2) if count == 2 or round(target, count) == target)
    told = with_unit(target, definition.unit_word, digits)
    return _("at most %(value)s") % {"value": told} if definition.lower_is_better else _("at least %(value)s") % {
        "value": told
    }  # fmt: skip


def with_unit(number: Decimal | None, unit: str, digits: int = 2) -> str:
    """A number and its unit, which no line break parts; a per cent stands close where the language has it so."""
    if number is None:
        return "–"
    gap = "" if unit == "%" and (get_language() or "en")[:2] == "en" else "\u00a0"
    return f"{plain(number, digits)}{gap}{unit}"


def kept_close(source: str) -> str:
    """Why not all that counted against a figure is listed; "" where it is."""
    if source != sources.RATED:
        return ""
    return _("What people gave single requests is listed for those who answer them: the local FM and the line’s lead.")
