"""For what a pack is asked: a contract and a day, read as nobody in particular, so that both parties get the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Grant, Scope
from samdrift.foundation.sections import told
from samdrift.partnership.handover.formats.packing import Field
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

# What both parties of a contract may read, nobody's own and nothing about people (trap 28, domain.md §4.2).
CLASSES = frozenset({"D0", "D1", "D2"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A contract with its parties, the day, and whether the provider opened its staff list and keys."""

    contract: contracts.Contract
    day: date
    zone: ZoneInfo
    with_staff: bool
    unit_ids: frozenset[int]

    def scope(self, permission: str) -> Scope:
        """Nobody in particular, with one permission over what is of this contract, and over places of its units."""
        grant = Grant(
            "SYS", frozenset({permission}), contracts=frozenset({self.contract.pk}), contract_units=self.unit_ids,
            data_classes=CLASSES,
        )  # fmt: skip
        return Scope(community_id=self.contract.community_id, grants=(grant,))

    @property
    def end(self) -> datetime:
        """The moment after the day."""
        return datetime.combine(self.day + timedelta(days=1), time(), self.zone)


def asked_for(contract: contracts.Contract, day: date, *, with_staff: bool) -> Asked:
    """What is asked for, with the units the contract covers."""
    return Asked(
        contract, day, parties.zone_of_community(contract.community_id), with_staff,
        contracts.units_covered([contract.pk]),
    )  # fmt: skip


def column(name: str, kind: str, title: object, meaning: object = "") -> Field:
    """A column of a table this room reads itself."""
    return Field(name, kind, told(title), told(meaning) if meaning else {})


def spread(names: Mapping[str, str]) -> tuple[str, ...]:
    """A name in all our languages, in their order."""
    return tuple(names.get(language) or names.get("en", "") for language in LANGUAGES)


def named(name: str, title: object) -> list[Field]:
    """The columns of a name in all our languages."""
    return [column(f"{name}_{language}", "string", title) for language in LANGUAGES]
