"""What follows of a change or closure, in sentences: rounds, plans, the invoice, and who was told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samdrift.foundation.days import whole_day_words
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder, Closure
from samdrift.partnership.scaling.queries import following
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Followed:
    """One sentence of what follows, of which place, with a link for whoever may open it."""

    place: str
    text: str
    href: str = ""
    look: bool = False  # somebody has to look at it


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows altogether.

    Attributes:
        done: Whether rounds and plans follow already; else what will, once it is agreed.
        told: Names of whom it was told.
    """

    rows: list[Followed]
    done: bool
    told: list[str]


def of_order(scope: Scope, order: ChangeOrder, lines: list[ChangeLine], today: date) -> Follows | None:
    """What followed of an agreed order, or would follow of one on its way; None where nothing ever will."""
    if order.state in (rules.REJECTED, rules.WITHDRAWN, rules.EXPIRED):
        return None
    if order.followed_at is not None:
        return _told(scope, order.followed)
    works = following.work_of(order, lines, earliest=today + timedelta(days=1))
    rows = following.will_follow(following.worker_scope(order.community_id), works)
    return Follows(_sentences(scope, rows), done=False, told=[])


def of_closures(scope: Scope, closures: Iterable[Closure]) -> dict[int, Follows]:
    """What followed of closures, by their keys; the same reads however many."""
    return {one.pk: _told(scope, one.followed, names=False) for one in closures if one.followed_at is not None}


def _told(scope: Scope, kept: Mapping[str, Any], *, names: bool = True) -> Follows:
    found = parties.names_of(scope, kept.get("told", ())) if names and kept.get("told") else {}
    return Follows(_sentences(scope, kept.get("rows", ()), place=names), done=True, told=sorted(found.values()))


def _sentences(scope: Scope, rows: Iterable[Mapping[str, Any]], *, place: bool = True) -> list[Followed]:
    rows = list(rows)
    sites = {row["site"] for row in rows} if place else set()
    with everywhere(reason="names of places a change the reader sees speaks of; secured ones are left out"):
        named = estate.Site.objects.filter(pk__in=sites, zone="normal") if sites else []
        names = {site.pk: in_language(site.name, scope.language) for site in named}
    told: list[Followed] = []
    for row in rows:
        told += _of_row(scope, row, names.get(row["site"], ""))
    return told


def _of_row(scope: Scope, row: Mapping[str, Any], place: str) -> list[Followed]:
    given: dict[str, Any] = {"first": _day(row["from"])}
    if row["what"] == "round":
        href = reverse("rounds:round", args=[row["uid"]]) if scope.may("rounds.view") else ""
        return [Followed(place, text, href) for text in _of_round(row)]
    if row["what"] == "plans":
        given |= {"count": row["plans"], "before": row["before"], "after": row["after"]}
        text = ngettext(
            "%(count)s plan comes %(after)s instead of %(before)s times a year from %(first)s.",
            "%(count)s plans come %(after)s instead of %(before)s times a year from %(first)s.", row["plans"],
        )  # fmt: skip
        return [Followed(place, text % given)]
    return _of_rest(row, place, given)


def _of_round(row: Mapping[str, Any]) -> list[str]:
    given = {
        "name": row["name"], "first": _day(row["from"]), "before": weekdays(row["before"]),
        "after": weekdays(row["after"]), "count": row["rooms"],
    }  # fmt: skip
    told = []
    if row["before"] != row["after"]:
        told.append(_("%(name)s: %(before)s → %(after)s, from %(first)s.") % given)
    if row["rooms"]:
        text = ngettext(
            "%(name)s: %(count)s room gets other days from %(first)s.",
            "%(name)s: %(count)s rooms get other days from %(first)s.", row["rooms"],
        )  # fmt: skip
        told.append(text % given)
    return told


def _of_rest(row: Mapping[str, Any], place: str, given: dict[str, Any]) -> list[Followed]:
    until = row["until"]
    given |= {"last": _day(until) if until else "", "names": ", ".join(one["name"] for one in row["rounds"])}
    told = []
    if row["rounds"] and until:
        told.append(_("No round from %(first)s to %(last)s: %(names)s.") % given)
    elif row["rounds"]:
        told.append(_("No round any more from %(first)s: %(names)s.") % given)
    moved = row["ahead"] - row["law"]
    if moved:
        given["count"] = moved
        told.append(
            ngettext(
                "%(count)s planned work of these days is done after %(last)s.",
                "%(count)s planned works of these days are done after %(last)s, each plan once.", moved,
            ) % given if until
            else ngettext(
                "%(count)s planned work falls away.", "%(count)s planned works fall away.", moved
            ) % given
        )  # fmt: skip
    if row["law"]:
        given["count"] = row["law"]
        text = ngettext(
            "%(count)s test the law demands is done all the same: somebody has to let them in.",
            "%(count)s tests the law demands are done all the same: somebody has to let them in.", row["law"],
        )  # fmt: skip
        told.append(text % given)
    found = [Followed(place, text) for text in told]
    if row["given_out"]:
        given["count"] = row["given_out"]
        text = ngettext(
            "%(count)s order for these days had been given out: look at it.",
            "%(count)s orders for these days had been given out: look at them.", row["given_out"],
        )  # fmt: skip
        found.append(Followed(place, text % given, look=True))
    if not found:
        found.append(Followed(place, _("There are no rounds or plans here: only the fee follows.")))
    return found


def weekdays(days: Iterable[int]) -> str:
    """Weekdays, short: “Mon, Wed, Fri”."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return ", ".join(names[day] for day in days) or "–"


def _day(text: str) -> str:
    return whole_day_words(date.fromisoformat(text))
