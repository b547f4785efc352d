"""What was done beyond the contract in the demonstration: a handful in København, one of them a little at a time."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from samdrift.doors.demo.chance import uid
from samdrift.doors.demo.people import HOME, Parties
from samdrift.foundation.clock import standing_at
from samdrift.foundation.scope import Scope
from samdrift.partnership.addons import public as addons
from samdrift.partnership.addons.public import AddOn, AddOnDraft
from samdrift.partnership.scaling import public as scaling
from samdrift.registers.parties import public as parties

# How many days before today the same floor was cleaned once more: each time little, together a change.
SALAMI = (86, 70, 52, 41, 24, 6)
ITEM = "CLN-OFF"


def tell_add_ons(made: Parties, *, as_of: datetime) -> int:
    """Note a handful and decide about most; how many there are."""
    place = _office(made, as_of)
    if place is None:  # too small a profile to clean an office in København
        return 0
    site, item = place
    told = _Story(made, as_of, site)
    rooms = [
        told.note("SVC-L", days, "extra_frequency", quantity="1.100", item=item, asked_by="user",
                  text="Etagen en ekstra gang efter aftenmøde")
        for days in SALAMI
    ]  # fmt: skip
    for row in rooms[:-1]:
        told.decide("CTR-P", row, "put_forward")
    told.keep("CTR-P", rooms[-1], "Sjette gang siden oktober. Tag det op på driftsmødet, før det bliver fast.")
    cleared = told.note("SVC-L", 34, "extra_hours", quantity="3,5", asked_by="coordinator",
                        text="Borde og stole flyttet før indsættelse af nye kolleger")  # fmt: skip
    told.decide("CTR-P", cleared, "forgive", "En engangshjælp ved indflytningen")
    plants = told.note("OPS-M", 27, "other_service", asked_by="user", text="Planter vandet i ferien")
    told.decide("CTR-P", plants, "put_forward")
    told.decide("LOC-FM", plants, "stop", "Planter passes af afdelingen selv")
    back = told.note("SVC-L", 18, "extra_area", quantity="64", item=item, times="12", asked_by="coordinator",
                     text="Depotet ved siden af arkivet")  # fmt: skip
    told.propose("CTR-P", back)
    mats = told.note("SVC-L", 12, "extra_hours", quantity="6", asked_by="coordinator",
                     text="Oprydning efter vandskade i kælderen")  # fmt: skip
    told.charge("CTR-P", mats, "2.910,00")
    told.note("LOC-FM", 5, "extra_hours", quantity="2", asked_by="coordinator", text="Ekstra tømning ved åbent hus")
    told.note("SVC-L", 2, "waiting", quantity="1,5", asked_by="nobody", text="Ventetid ved porten")
    with standing_at(as_of):
        addons.look_everywhere(made.community.pk, now=as_of)
    return told.many


class _Story:
    """Whoever does what, days before today."""

    def __init__(self, made: Parties, as_of: datetime, site: UUID) -> None:
        self.made, self.as_of, self.site, self.many = made, as_of, site, 0

    def note(self, role: str, days: int, code: str, **given: Any) -> AddOn:
        """Note one, so many days ago."""
        self.many += 1
        at = self.as_of - timedelta(days=days)
        draft = AddOnDraft(
            code=code, site_uid=self.site, line_code="CLN", uid=uid("add-on", self.many), happened_on=_day(at), **given
        )
        with standing_at(at):
            return addons.note_add_on(self._as(role, at), draft, now=at)

    def decide(self, role: str, row: AddOn, move: str, reason: str = "") -> None:
        """Decide about one, the day after it was noted."""
        at = self._after(row)
        with standing_at(at):
            scope = self._as(role, at)
            addons.decide(scope, row.uid, move, expected_version=None, reason=reason, now=at)

    def keep(self, role: str, row: AddOn, text: str) -> None:
        """Write a note of one's own."""
        at = self._after(row)
        with standing_at(at):
            addons.write_note(self._as(role, at), row.uid, text, now=at)

    def propose(self, role: str, row: AddOn) -> None:
        """Propose one as a change."""
        at = self._after(row)
        with standing_at(at):
            addons.propose(self._as(role, at), row.uid, expected_version=None, now=at)

    def charge(self, role: str, row: AddOn, amount: str) -> None:
        """Offer one as extra work, at an amount of its own: the contract had no rates for hours on that day."""
        at = self._after(row)
        with standing_at(at):
            addons.charge(self._as(role, at), [row.uid], versions=[row.version], amount=amount, now=at)

    def _after(self, row: AddOn) -> datetime:
        return min(row.noted_at + timedelta(hours=20), self.as_of)

    def _as(self, role: str, at: datetime) -> Scope:
        scope = parties.scope_at(self.made.faces[role], None, now=at)
        assert scope is not None
        return scope


def _office(made: Parties, as_of: datetime) -> tuple[UUID, str] | None:
    """The largest cleaned office of København that stays, and its item with the setting."""
    scope = parties.scope_at(made.faces["LOC-FM"], None, now=as_of)
    assert scope is not None
    known = scaling.known(scope, scaling.district(scope, made.units[HOME].uid), as_of.date())
    held: dict[Any, Any] = {
        key: many for key, many in known.volumes.items() if key[0] == ITEM and key[2] in known.sites
    }
    if not held:
        return None
    key = max(held, key=lambda one: (held[one], str(one)))
    return UUID(str(known.sites[key[2]].uid)), f"{ITEM}~{key[3]}"


def _day(moment: datetime) -> date:
    return moment.date()
