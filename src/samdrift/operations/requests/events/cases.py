"""For whom a restricted request exists, and who read it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Sentence
from samdrift.operations.requests.events.base import RequestEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRestricted(RequestEvent):
    """It became a case: from now on it exists for those named on it alone."""

    kind: ClassVar[str] = "requests.restricted"
    says: ClassVar[Sentence] = Sentence(_("From now on it exists only for the people named on it."), "lock")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMemberNamed(RequestEvent):
    """A case exists for somebody more."""

    kind: ClassVar[str] = "requests.case_member_named"
    says: ClassVar[Sentence] = Sentence(_("Somebody was named on it."), "users")
    member_id: UUID
    employment_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMemberEnded(RequestEvent):
    """A case no longer exists for somebody."""

    kind: ClassVar[str] = "requests.case_member_ended"
    says: ClassVar[Sentence] = Sentence(_("Somebody is no longer named on it."), "users")
    member_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalRequestRead(RequestEvent):
    """Somebody read a clinical matter: the book keeps who and when."""

    kind: ClassVar[str] = "requests.clinical_read"
    says: ClassVar[Sentence] = Sentence(_("Read."), "search")
