"""What somebody moved on the what-if page, as its address says it, and what the room can count with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from samdrift.kernel import money
from samdrift.kernel.fees import Key
from samdrift.partnership.scaling.queries import Known
from samdrift.partnership.scaling.rules import levers
from samdrift.partnership.scaling.rules.levers import LEVERS, Levers, Wish

EACH = "each-"


@dataclass(frozen=True, slots=True)
class Moved:
    """What was picked and moved.

    Attributes:
        volumes: What was picked, by key.
        all_of_line: Everything of the service line, for choosing from.
        stay: What a lever has no price for.
        wrong: Sentences by field.
        back: Whether something is put right from a day gone by.
    """

    line: str
    item: str
    sites: frozenset[int]
    parts: Mapping[str, str]
    percent: str
    by: str
    wanted: date
    all_of_line: Mapping[Key, Decimal]
    volumes: Mapping[Key, Decimal]
    wishes: list[Wish] = field(default_factory=list)
    stay: list[Key] = field(default_factory=list)
    wrong: Mapping[str, str] = field(default_factory=dict)
    back: bool = False


def code_of(key: Key) -> str:
    """A volume's name in a form."""
    item, unit_id, site_id, setting = key
    return f"{EACH}{item}~{unit_id}~{site_id or 0}~{setting.replace(' ', '.')}"


def read(given: QueryDict, known: Known, *, today: date) -> Moved:
    """What an address says: line, item, places, levers, quantities, day; what cannot be read is told by field."""
    book, volumes = known.picture.book(today), known.volumes
    lines = sorted({book[key[0]].line for key in volumes if key[0] in book})
    line = given.get("line", "")
    line = line if line in lines else (lines[0] if lines else "")
    all_of_line = levers.picked(volumes, book, line=line)
    items = {key[0] for key in all_of_line}
    item = given.get("item", "") if given.get("item", "") in items else ""
    here = {key[2] for key in all_of_line if key[2] is not None}
    sites = frozenset(int(one) for one in given.getlist("site") if one.isascii() and one.isdecimal()) & here
    picked = levers.picked(volumes, book, line=line, item=item, site_ids=sites)
    if not item:  # an agreed sum follows no quantity: it is moved only by who picks it
        picked = {key: many for key, many in picked.items() if book[key[0]].unit != "fixed_year"} or picked
    wrong: dict[str, str] = {}
    parts = {lever: given.get(lever, "") for lever in LEVERS if given.get(lever, "")}
    percent, by = _number(given, "percent", wrong), _number(given, "by", wrong)
    each = _each(given, picked, wrong)
    back = given.get("back") == "1"
    wanted = _day_gone_by(given, known, today, wrong) if back else _day(given, today, wrong)
    wishes, stay = levers.wishes(picked, book, Levers(parts, percent, by, each))
    return Moved(
        line, item, sites, parts, given.get("percent", ""), given.get("by", ""), wanted, all_of_line, picked,
        [] if wrong else wishes, stay, wrong, back,
    )  # fmt: skip


def _number(given: QueryDict, name: str, wrong: dict[str, str]) -> Decimal | None:
    text = given.get(name, "").strip().replace("−", "-").replace(" ", "").removeprefix("+")
    if not text:
        return None
    found = _decimal(text)
    if found is None:
        wrong[name] = _("Write a number, such as -10 or 12.5.")
    elif name == "percent" and found < -100:
        wrong[name] = _("No more than all of it can be taken away.")
    return found


def _each(given: QueryDict, picked: Mapping[Key, Decimal], wrong: dict[str, str]) -> dict[Key, Decimal]:
    found = {}
    for key, quantity in picked.items():
        text = given.get(code_of(key), "").strip()
        if not text:
            continue
        number = _decimal(text)
        if number is None or number < 0:
            wrong[code_of(key)] = _("Write a number of 0 or more.")
        elif number != quantity:
            found[key] = number
    return found


def _decimal(text: str) -> Decimal | None:
    """A quantity as typed: as with money, three figures behind a mark are thousands, as the page itself writes them."""
    hundredths = money.minor(text)
    found = None if hundredths is None else hundredths * levers.FINEST
    return found if found is not None and abs(found) <= levers.MOST else None


def _day(given: QueryDict, today: date, wrong: dict[str, str]) -> date:
    text = given.get("on", "")
    if not text:
        return today
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        wrong["on"] = _("Write a day.")
        return today
    if wanted < today:
        wrong["on"] = _("A change is wanted from today or later.")
    return max(wanted, today)


def _day_gone_by(given: QueryDict, known: Known, today: date, wrong: dict[str, str]) -> date:
    """From when something is put right: the first of this month where nobody says, never today or later."""
    text = given.get("on", "")
    try:
        since = date.fromisoformat(text) if text else min(today.replace(day=1), today - timedelta(days=1))
    except ValueError:
        wrong["on"] = _("Write a day.")
        return today
    if not known.picture.term[0] <= since < today:
        wrong["on"] = _("A correction is about a day gone by, within the contract.")
    return since
