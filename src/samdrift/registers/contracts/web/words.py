"""Terms in the words of the trade."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samdrift.foundation.days import day_words
from samdrift.foundation.fields import in_language
from samdrift.kernel.calendars import clock_text
from samdrift.kernel.targets import CalendarDays, Target, WorkingTime
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import rules
from samdrift.registers.contracts.registry import named_work

CLOCKS = {
    "acknowledge": gettext_lazy("Answered"), "attend": gettext_lazy("Begun"), "make_safe": gettext_lazy("Made safe"),
    "complete": gettext_lazy("Done"),
}  # fmt: skip
UNITS = {
    "work_minutes": gettext_lazy("minutes of working time"), "calendar_days": gettext_lazy("calendar days"),
    "work_days": gettext_lazy("working days"),
}  # fmt: skip
STOPS = {
    "acknowledged": gettext_lazy("somebody has answered"), "arrived": gettext_lazy("somebody is on site"),
    "started": gettext_lazy("the work has begun"), "made_safe": gettext_lazy("it is made safe"),
    "resolved": gettext_lazy("it is resolved"),
}  # fmt: skip
AT_CLOSE = {
    "closing": gettext_lazy("as closing time"), "next_opening": gettext_lazy("as the next opening"),
}  # fmt: skip
RETARGET = {
    "from_start": gettext_lazy("count the new time from the start"),
    "from_change": gettext_lazy("count the new time from the change"),
}  # fmt: skip
CAUSES = {
    "customer": gettext_lazy("The customer"), "provider": gettext_lazy("The provider"),
    "third": gettext_lazy("A third party"), "nobody": gettext_lazy("Nobody"),
}  # fmt: skip
EVIDENCE = {
    "": gettext_lazy("None"), "message": gettext_lazy("The question that was asked"),
    "attempt": gettext_lazy("A time-stamped attempt"), "approval": gettext_lazy("The approval asked for"),
    "security": gettext_lazy("The security officer's word"), "order": gettext_lazy("An order number"),
    "weather": gettext_lazy("Weather data"), "landlord": gettext_lazy("The landlord's reference"),
    "notice": gettext_lazy("A notice"),
}  # fmt: skip
DECIDES = {
    "request_type": gettext_lazy("it names a request type"), "sites": gettext_lazy("it names a site"),
    "units": gettext_lazy("it names a unit"), "site_kind": gettext_lazy("it names a kind of site"),
    "line": gettext_lazy("it names a service line"), "priority": gettext_lazy("it names a priority"),
    "valid_from": gettext_lazy("it holds from a later day"), "code": gettext_lazy("its code comes first"),
}  # fmt: skip
WHAT = {
    "policy": gettext_lazy("A promise rule"), "policy_end": gettext_lazy("The end of a promise rule"),
    "calendar": gettext_lazy("A service calendar"), "month": gettext_lazy("A frozen month"),
    "rates": gettext_lazy("A price list"), "prices": gettext_lazy("A price"),
    "volumes": gettext_lazy("Volumes"), "index": gettext_lazy("A regulation by index"),
    "index_rule": gettext_lazy("An index rule"),
    "clause": gettext_lazy("A clause"), "reading": gettext_lazy("How a clause is read"),
    "option": gettext_lazy("An option"),
}  # fmt: skip
STANDINGS = {
    "open": gettext_lazy("waits for the other party"), "accepted": gettext_lazy("accepted"),
    "refused": gettext_lazy("not accepted"), "withdrawn": gettext_lazy("taken back"),
}  # fmt: skip
SITE_KINDS = {
    "main_station": gettext_lazy("Main station"), "station": gettext_lazy("Station"),
    "local_station": gettext_lazy("Local station"), "garage": gettext_lazy("Garage or workshop"),
    "training": gettext_lazy("Training"), "office": gettext_lazy("Office"), "other": gettext_lazy("Other"),
}  # fmt: skip


def long(target: Target) -> str:
    """How long: "4 hours", "3 working days, received before 15:00"."""
    if isinstance(target, WorkingTime):
        minutes = int(target.amount.total_seconds()) // 60
        if minutes % 60 == 0:
            return ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if isinstance(target, CalendarDays):
        return ngettext("%(count)s day", "%(count)s days", target.days) % {"count": target.days}
    told = ngettext("%(count)s working day", "%(count)s working days", target.days) % {"count": target.days}
    if target.cut_off is None:
        return told
    return _("%(days)s, received before %(time)s") % {"days": told, "time": clock_text(target.cut_off)}


def conditions(terms: rules.Terms, known: catalogue.Catalogue, language: str) -> list[str]:
    """What work must be for a rule to apply, as short texts; none: all work."""
    kind = known.type_by_code(terms.request_type_code) if terms.request_type_code else None
    named = str(named_work().get(terms.request_type_code, terms.request_type_code))
    told = [
        _("type “%(type)s”") % {"type": in_language(kind.name, language) if kind else named}
        if terms.request_type_code else "",
        _("line %(line)s") % {"line": terms.line_code} if terms.line_code else "",
        f"P{terms.priority}" if terms.priority else "",
        str(SITE_KINDS.get(terms.site_kind, terms.site_kind)),
        ngettext("%(count)s named site", "%(count)s named sites", len(terms.sites)) % {"count": len(terms.sites)}
        if terms.sites else "",
        ngettext("%(count)s named unit", "%(count)s named units", len(terms.units)) % {"count": len(terms.units)}
        if terms.units else "",
    ]  # fmt: skip
    return [one for one in told if one] or [_("all work")]


def dates(terms: rules.Terms) -> str:
    """From when and, where it ends, to when."""
    begins = day_words(terms.valid_from)
    if terms.valid_to is None:
        return _("from %(day)s") % {"day": begins}
    return _("%(first)s to %(last)s") % {"first": begins, "last": day_words(terms.valid_to)}


def which_wins(draft: str, found: Iterable[rules.Overlap]) -> list[str]:
    """For each rule that can fit the same work, a sentence that says which one is chosen."""
    told = []
    for one in found:
        names = {"draft": draft, "other": one.other.code, "why": DECIDES[one.by]}
        if one.wins:
            told.append(_("Where %(other)s fits too, %(draft)s is chosen: %(why)s.") % names)
        else:
            told.append(_("Where %(other)s fits too, %(other)s is chosen: %(why)s.") % names)
    return told


def chosen(words: Mapping[str, Any], code: str) -> str:
    """The word of a code, or the code."""
    return str(words.get(code, code))


def reason(code: str, known: catalogue.Catalogue, language: str) -> str:
    """What a reason to wait is called."""
    found = known.hold_reasons.get(code)
    if found is not None:
        return in_language(found.name, language)
    return _("Waiting for an approval before work may begin") if code == "awaiting_approval" else code


def pause(terms: rules.PauseTerms | None) -> list[str]:
    """What a rule asks of a reason, as short texts."""
    if terms is None:
        return []
    told = [
        _("caused by: %(who)s") % {"who": CAUSES[terms.caused_by]} if terms.caused_by in CAUSES else "",
        _("proof: %(what)s") % {"what": chosen(EVIDENCE, terms.evidence)} if terms.evidence else "",
        ngettext("at most %(count)s working day", "at most %(count)s working days", terms.limit_work_days)
        % {"count": terms.limit_work_days} if terms.limit_work_days else "",
        _("only up to an agreed moment") if terms.needs_end else "",
        _("only once it is made safe") if terms.after_make_safe else "",
        _("only once the other party has accepted it") if terms.needs_other_party else "",
    ]  # fmt: skip
    return [one for one in told if one]
