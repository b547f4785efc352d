"""What the contracts room announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from samdrift.foundation.events.public import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRecorded(Event):
    """A contract and its first version stand."""

    kind: ClassVar[str] = "contracts.contract_recorded"
    contract_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished(Event):
    """A version of a service calendar holds from a day on."""

    kind: ClassVar[str] = "contracts.calendar_published"
    calendar_uid: UUID
    code: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPublished(Event):
    """An SLA policy holds from a day on."""

    kind: ClassVar[str] = "contracts.policy_published"
    policy_uid: UUID
    code: str
