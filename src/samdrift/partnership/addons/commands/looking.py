"""Looking for signs: once a day, for each contract; and what people answer them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.addons import events, rules
from samdrift.partnership.addons.commands.deciding import DECIDE
from samdrift.partnership.addons.models import AddOnSign
from samdrift.partnership.addons.queries import finding
from samdrift.partnership.addons.queries.terms import terms_on
from samdrift.partnership.addons.rules import signs
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

Key = tuple[str, int, str, str]  # kind, site, line, what it is about


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign as it was found: its days, how many, the numbers, and the party it is the own of."""

    first_day: date
    last_day: date
    count: int
    facts: Mapping[str, object] = field(default_factory=dict)
    owner_party_id: int | None = None


def look_everywhere(community_id: int, *, now: datetime) -> int:
    """Look for signs under every contract of a community that runs today; how many new ones were found."""
    scope = Scope(community_id=community_id)
    today = parties.community_day(scope, now)
    with everywhere(reason="contracts of a community, each looked at for signs within it"):
        rows = contracts.Contract.objects.filter(community=community_id, starts_on__lte=today, ends_on__gte=today)
        found = list(rows.order_by("pk"))
    return sum(look_for_signs(scope, contract, today, now=now) for contract in found)


@transaction.atomic
def look_for_signs(scope: Scope, contract: contracts.Contract, today: date, *, now: datetime) -> int:
    """Write the signs of a contract down as they stand today; how many are new. Safe to repeat."""
    lock("addons.signs", contract.pk)
    terms = terms_on(contract.pk, today)
    seen = _seen(contract.pk, terms, today)
    standing = finding.open_signs(contract.pk)
    new = 0
    units = _site_units({key[1] for key in seen})
    for key, one in sorted(seen.items()):
        row = standing.get(key)
        if row is None:
            _write(scope, contract, key, one, units.get(key[1]), now)
            new += 1
        elif (row.count, row.last_day, row.owner_party_id) != (one.count, one.last_day, one.owner_party_id):
            row.first_day, row.last_day, row.count = one.first_day, one.last_day, one.count
            row.facts, row.owner_party_id = dict(one.facts), one.owner_party_id
            row.save_changes("first_day", "last_day", "count", "facts", "owner_party")
    return new


@transaction.atomic
def dismiss_sign(scope: Scope, uid: UUID, *, expected_version: int | None, reason: str, now: datetime) -> AddOnSign:
    """Say why a sign is none; it comes again only when as much happens anew.

    Raises:
        DoesNotExist: No such sign within the scope.
        NotAllowed: The actor decides nothing there.
        Invalid: No reason.
        Refused, Stale: Somebody has answered it already.
    """
    row = AddOnSign.objects.within(scope).locked(uid, expected_version)
    scope.require(
        DECIDE, contract=row.contract_id, line=row.line_code, site=row.site_id, unit=row.unit_id,
        data_class=row.data_class,
    )  # fmt: skip
    if row.standing != "open":
        raise Refused(_("Somebody has answered this sign already."))
    if not reason.strip():
        raise Invalid({"reason": _("Say why, so that both parties can read it later.")})
    row.standing, row.answered_by_id, row.answered_at = "dismissed", scope.person_id, now
    row.reason = reason.strip()[:400]
    row.save_changes("standing", "answered_by", "answered_at", "reason")
    record(events.SignAnswered(sign_id=row.uid, standing="dismissed"), scope=scope, at=now, subject=row)
    return row


def _seen(contract_id: int, terms: rules.Terms, today: date) -> dict[Key, Seen]:
    until = finding.answered_until(contract_id)
    return {
        **_repeated(contract_id, terms, today, until), **_unordered(contract_id, terms, today, until),
        **_beyond(contract_id, terms, today, until),
    }  # fmt: skip


def _repeated(contract_id: int, terms: rules.Terms, today: date, until: Mapping[Key, date]) -> dict[Key, Seen]:
    found = {}
    for (site, line, code), days in finding.repeats(contract_id, finding.since_of(today, terms.within_days)).items():
        key = (signs.REPEATED, site, line, code)
        after = [(day, owner) for day, owner in days if key not in until or day > until[key]]
        run = signs.run_of(
            [day for day, _owner in after], repeats=terms.repeats, within_days=terms.within_days
        )  # fmt: skip
        if run is not None:
            # Where one of them is a party's own, the sign would tell the other of it.
            owners = [owner for day, owner in after if owner is not None and day >= run.first_day]
            found[key] = Seen(
                run.first_day, run.last_day, run.count, {"repeats": terms.repeats, "within_days": terms.within_days},
                owners[0] if owners else None,
            )  # fmt: skip
    return found


def _unordered(contract_id: int, terms: rules.Terms, today: date, until: Mapping[Key, date]) -> dict[Key, Seen]:
    since = finding.since_of(today, terms.within_days)
    asked = finding.included_requests(contract_id, since, terms.repeats)
    volumes, book = contracts.volumes(contract_id, today), contracts.price_book(contract_id, today)
    units = _site_units({site for site, _line in asked})
    found = {}
    for site, line in finding.without_volume(asked, volumes, book, units):
        many, first, last = asked[site, line]
        key = (signs.UNORDERED, site, line, "")
        answered = until.get(key)
        if answered is None or answered < since:
            found[key] = Seen(
                first.astimezone(UTC).date(), last.astimezone(UTC).date(), many, {"within_days": terms.within_days}
            )
    return found


def _beyond(contract_id: int, terms: rules.Terms, today: date, until: Mapping[Key, date]) -> dict[Key, Seen]:
    found = {}
    for (site, line, unit), months in finding.months_done(contract_id, today, 2 * terms.months).items():
        key = (signs.BEYOND, site, line, unit)
        fresh = {month: one for month, one in months.items() if key not in until or month > until[key]}
        run = signs.beyond(fresh, months=terms.months, percent=terms.beyond_percent, until=today)
        if run:
            told = [[one.month.isoformat(), f"{one.ordered:.2f}", f"{one.done:.2f}"] for one in run]
            facts = {"months": told, "percent": f"{terms.beyond_percent:f}"}
            found[key] = Seen(run[0].month, run[-1].month, len(run), facts)
    return found


def _site_units(site_ids: set[int]) -> dict[int, int | None]:
    with everywhere(reason="the units of places signs were found at"):
        return dict(estate.Site.objects.filter(pk__in=site_ids).values_list("pk", "unit_id"))


def _write(
    scope: Scope, contract: contracts.Contract, key: Key, one: Seen, unit_id: int | None, now: datetime
) -> None:  # fmt: skip
    kind, site, line, about = key
    row = AddOnSign.objects.create(
        community_id=scope.community_id, owner_party_id=one.owner_party_id, contract=contract, unit_id=unit_id,
        site_id=site, line_code=line, kind=kind, about=about, first_day=one.first_day, last_day=one.last_day,
        count=one.count, facts=dict(one.facts), found_at=now,
    )  # fmt: skip
    record(events.SignFound(sign_id=row.uid, sign=kind, count=one.count), scope=scope, at=now, subject=row)
