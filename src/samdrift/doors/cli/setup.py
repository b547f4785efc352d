"""`./samdrift setup`: what a new community needs before anybody can be promised anything, from one file.

Both organisations, the standard catalogue, and a contract with its hours and the usual promise rules. What is there
already stays as it is, so the command can be repeated; afterwards terms are changed in the product, where the other
party accepts them.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.problem import Problem

if TYPE_CHECKING:
    from samdrift.foundation.scope import Scope
    from samdrift.registers.parties.public import Community

OFFICE, ALWAYS = "OFFICE", "24X7"
WEEK = ("mon", "tue", "wed", "thu", "fri")
LANGUAGES = ("en", "da", "sv")
EXAMPLE = """\
# The code given to ./samdrift createadmin --community
community = "POLICE"

# A name may be one text, or { en = "…", da = "…", sv = "…" }
[customer]
code = "POLICE"
name = { en = "The police", da = "Politiet", sv = "Polisen" }
country = "DK"

[provider]
code = "SAMSERVICE"
name = "Samservice"
country = "DK"

[contract]
code = "POLICE-IFM-1"
name = { en = "Facility management", da = "Facility management", sv = "Facility management" }
starts = 2026-01-01
ends = 2029-12-31
currency = "DKK"

# Office hours, Monday to Friday; public holidays of the country, and days closed every year
[hours]
open = "08:00-16:00"
holidays = "DK"
closed = ["12-24", "12-31"]
"""
NEEDED = {
    "": ("community", "customer", "provider", "contract", "hours"), "customer": ("code", "name", "country"),
    "provider": ("code", "name", "country"), "contract": ("code", "name", "starts", "ends", "currency"),
    "hours": ("open", "holidays"),
}  # fmt: skip


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Set the community of a file up.

    Raises:
        Problem: The file is none, lacks something, or the rules refuse.
    """
    options = parser().parse_args(list(arguments))
    if options.example:
        stdout.write(EXAMPLE)
        return 0
    if not options.file:
        raise Problem("name the file, or print one to fill in with --example.")
    wanted = read(options.file)
    start_django()
    from django.db import transaction

    from samdrift.foundation.clock import now
    from samdrift.foundation.errors import Invalid, SamdriftError

    try:
        with transaction.atomic():
            stdout.writelines(f"{line}\n" for line in _set_up(wanted, now()))
    except Invalid as wrong:
        raise Problem(" ".join(str(one) for one in wrong.fields.values())) from wrong
    except SamdriftError as refused:
        raise Problem(str(refused)) from refused
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    options = argparse.ArgumentParser(prog="samdrift setup", description=__doc__)
    options.add_argument("file", nargs="?", default="", metavar="FILE", help="what to set up, as --example shows it")
    options.add_argument("--example", action="store_true", help="print a file to fill in")
    return options


def read(name: str) -> dict[str, Any]:
    """The file, with every part it must have.

    Raises:
        Problem: There is no such file, it is no TOML, or something is missing.
    """
    try:
        wanted = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise Problem(f"{name} cannot be read: {wrong}") from wrong
    for part, keys in NEEDED.items():
        inside = wanted.get(part, {}) if part else wanted
        for key in keys:
            if not isinstance(inside, Mapping) or key not in inside:
                raise Problem(f"{name} lacks {f'{part}.{key}' if part else key}; --example shows it.")
    if not all(isinstance(wanted["contract"][day], date) for day in ("starts", "ends")):
        raise Problem(f"{name}: contract.starts and contract.ends are days, such as 2026-01-01, without quotes.")
    return wanted


def _set_up(wanted: Mapping[str, Any], now: datetime) -> list[str]:
    from samdrift.registers.parties import public as parties

    community = parties.Community.objects.filter(code=wanted["community"]).first()
    if community is None:
        raise Problem(f"there is no community {wanted['community']!r}; make it with ./samdrift createadmin first.")
    scope = _scope(community.pk)
    sides = {side: _organisation(scope, wanted[side], side, now) for side in ("customer", "provider")}
    told = [f"{side.capitalize()}: {made}" for side, (_pk, made) in sides.items()]
    told.append(_catalogue(scope, now))
    told.append(_contract(scope, community, wanted, {side: pk for side, (pk, _made) in sides.items()}, now))
    return [*told, "Next: units, people with their roles, sites and teams. See docs/how-to/set-up-a-desk.md."]


def _scope(community_id: int) -> Scope:
    from samdrift.foundation.scope import Grant, Scope

    permissions = frozenset({"parties.manage_organisations", "catalogue.write", "contracts.write", "contracts.view"})
    grant = Grant("SYS", permissions, data_classes=frozenset(f"D{number}" for number in range(10)))
    return Scope(community_id=community_id, grants=(grant,), roles=("ADMIN",))


def _organisation(scope: Scope, wanted: Mapping[str, Any], side: str, now: datetime) -> tuple[int, str]:
    from samdrift.registers.parties import public as parties

    code = str(wanted["code"])
    known = parties.Organisation.objects.filter(code=code).first()
    if known is None:
        parties.add_organisation(
            scope, code=code, name=_texts(wanted["name"]), kind=side, country=str(wanted["country"]), side=side, now=now
        )
        return parties.Organisation.objects.get(code=code).pk, f"{code}, taken in."
    if not parties.Member.objects.within(scope).filter(organisation=known).exists():
        parties.add_member(scope, code, side=side, now=now)
        return known.pk, f"{code}, taken in."
    return known.pk, f"{code} is here already."


def _catalogue(scope: Scope, now: datetime) -> str:
    from samdrift.registers.catalogue import public as catalogue

    if catalogue.ServiceLine.objects.within(scope).exists():
        return "Catalogue: there is one already."
    return f"Catalogue: {catalogue.install_standard_catalogue(scope, now=now)} request types, ready to be changed."


def _contract(
    scope: Scope, community: Community, wanted: Mapping[str, Any], parties: Mapping[str, int], now: datetime
) -> str:
    from samdrift.registers.contracts import public as contracts

    of = wanted["contract"]
    if contracts.Contract.objects.within(scope).filter(code=of["code"]).exists():
        return f"Contract: {of['code']} is here already."
    made = contracts.record_contract(
        scope, code=str(of["code"]), name=_texts(of["name"]), customer_id=parties["customer"],
        provider_id=parties["provider"], period=(of["starts"], of["ends"]), currency=str(of["currency"]), now=now,
    )  # fmt: skip
    known = {one.code for one in contracts.calendars_in_force(scope)}
    for code, (name, definition) in calendars(wanted, community.timezone).items():
        if code not in known:
            contracts.publish_calendar(
                scope, code=code, name=name, definition=definition, valid_from=of["starts"], now=now
            )
    drafts = contracts.standard_rules(scope.community_id, office=OFFICE, always=ALWAYS, valid_from=of["starts"])
    for draft in drafts:
        contracts.publish_policy(scope, made.pk, draft, now=now)
    return f"Contract: {made.code} with {len(drafts)} promise rules and two calendars."


def calendars(wanted: Mapping[str, Any], timezone: str) -> dict[str, tuple[dict[str, str], dict[str, Any]]]:
    """Office hours as the file has them, and every hour of the week."""
    hours, of = wanted["hours"], wanted["contract"]
    years = range(of["starts"].year, of["ends"].year + 2)
    office = {
        "timezone": timezone, "week": {day: [str(hours["open"])] for day in WEEK},
        "holidays": [{"country": str(hours["holidays"]), "subdivision": None, "categories": ["public"]}],
        "days": {f"{year}-{day}": [] for year in years for day in hours.get("closed", ())},
    }  # fmt: skip
    always = {"timezone": timezone, "week": {day: ["00:00-24:00"] for day in (*WEEK, "sat", "sun")}}
    return {
        OFFICE: ({"en": "Office hours", "da": "Kontortid", "sv": "Kontorstid"}, office),
        ALWAYS: ({"en": "Round the clock", "da": "Døgnet rundt", "sv": "Dygnet runt"}, always),
    }


def _texts(name: Any) -> dict[str, str]:
    return {one: str(name[one] if isinstance(name, Mapping) else name) for one in LANGUAGES}
