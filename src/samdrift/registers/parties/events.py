"""What this room announces: who came, went, moved and got which role. Ids and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAdded(Event):
    """An organisation was taken into the community."""

    kind: ClassVar[str] = "parties.organisation_added"
    subject: ClassVar[str] = "member_id"
    says: ClassVar[Sentence] = Sentence(_("An organisation was taken in (%(side)s)."), "building")
    member_id: UUID
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOpened(Event):
    """A unit stands in the tree from a day on."""

    kind: ClassVar[str] = "parties.unit_opened"
    subject: ClassVar[str] = "unit_uid"
    says: ClassVar[Sentence] = Sentence(_("A unit was opened from %(from_day)s."), "building")
    unit_uid: UUID
    parent_uid: UUID | None
    from_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMoved(Event):
    """A unit stands under another parent from a day on."""

    kind: ClassVar[str] = "parties.unit_moved"
    subject: ClassVar[str] = "unit_uid"
    says: ClassVar[Sentence] = Sentence(_("A unit stands under another from %(from_day)s."), "moves")
    unit_uid: UUID
    from_parent_uid: UUID | None
    to_parent_uid: UUID | None
    from_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitClosed(Event):
    """A unit's last day was set."""

    kind: ClassVar[str] = "parties.unit_closed"
    subject: ClassVar[str] = "unit_uid"
    says: ClassVar[Sentence] = Sentence(_("A unit closes; its last day is %(last_day)s."), "archive")
    unit_uid: UUID
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(Event):
    """Somebody is expected."""

    kind: ClassVar[str] = "parties.person_invited"
    subject: ClassVar[str] = "person_uid"
    says: ClassVar[Sentence] = Sentence(_("A person was invited."), "user")
    person_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStateChanged(Event):
    """An account was activated, suspended, restored, seen off or anonymised."""

    kind: ClassVar[str] = "parties.person_state_changed"
    subject: ClassVar[str] = "person_uid"
    says: ClassVar[Sentence] = Sentence(
        _("An account went from “%(from_state)s” to “%(to_state)s”."),
        "user",
        reads={"from_state": "person_state", "to_state": "person_state"},
    )
    person_uid: UUID
    from_state: str
    to_state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLinkMade(Event):
    """Somebody made the link with which an invited person chooses their first password."""

    kind: ClassVar[str] = "parties.sign_in_link_made"
    subject: ClassVar[str] = "person_uid"
    says: ClassVar[Sentence] = Sentence(_("A link for choosing a first password was made."), "key")
    person_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EmploymentBegun(Event):
    """Somebody works for an organisation from a day on."""

    kind: ClassVar[str] = "parties.employment_begun"
    subject: ClassVar[str] = "employment_uid"
    says: ClassVar[Sentence] = Sentence(_("An employment begins on %(from_day)s."), "user")
    employment_uid: UUID
    person_uid: UUID
    organisation_uid: UUID
    from_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EmploymentEnded(Event):
    """The last day of an employment was set; its roles end the same day."""

    kind: ClassVar[str] = "parties.employment_ended"
    subject: ClassVar[str] = "employment_uid"
    says: ClassVar[Sentence] = Sentence(_("An employment ends; its last day is %(last_day)s."), "user")
    employment_uid: UUID
    person_uid: UUID
    last_day: date
    roles_ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAsked(Event):
    """A role that needs two people was asked for; nothing is granted yet."""

    kind: ClassVar[str] = "parties.role_asked"
    subject: ClassVar[str] = "assignment_uid"
    says: ClassVar[Sentence] = Sentence(
        _("The role %(role)s was asked for; a second person must agree."), "key", "pause"
    )
    assignment_uid: UUID
    employment_uid: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Event):
    """Somebody has a role now."""

    kind: ClassVar[str] = "parties.role_granted"
    subject: ClassVar[str] = "assignment_uid"
    says: ClassVar[Sentence] = Sentence(_("The role %(role)s was given from %(from_day)s."), "key", "ok")
    assignment_uid: UUID
    employment_uid: UUID
    role: str
    from_day: date
    to_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRefused(Event):
    """A role that was asked for is not granted."""

    kind: ClassVar[str] = "parties.role_refused"
    subject: ClassVar[str] = "assignment_uid"
    says: ClassVar[Sentence] = Sentence(_("The role %(role)s was not given."), "ban")
    assignment_uid: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded(Event):
    """A role's last day was set."""

    kind: ClassVar[str] = "parties.role_ended"
    subject: ClassVar[str] = "assignment_uid"
    says: ClassVar[Sentence] = Sentence(_("The role %(role)s ends; its last day is %(last_day)s."), "key")
    assignment_uid: UUID
    role: str
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceChanged(Event):
    """Somebody was cleared for security matters in a role, or is no longer."""

    kind: ClassVar[str] = "parties.clearance_changed"
    subject: ClassVar[str] = "assignment_uid"
    says: ClassVar[Sentence] = Sentence(
        _("The clearance for security matters as %(role)s was taken back."),
        "lock",
        by="cleared",
        cases={True: Sentence(_("Cleared for security matters as %(role)s."), "unlock", "warn")},
    )
    assignment_uid: UUID
    role: str
    cleared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChanged(Event):
    """A team was put together, or somebody joined or left it."""

    kind: ClassVar[str] = "parties.team_changed"
    subject: ClassVar[str] = "team_uid"
    says: ClassVar[Sentence] = Sentence(
        _("A team was put together."),
        "users",
        by="change",
        cases={
            "joined": Sentence(_("Somebody joined a team."), "users"),
            "left": Sentence(_("Somebody left a team."), "users"),
            "corrected": Sentence(_("A team was corrected."), "users"),
            "closed": Sentence(_("A team was closed; it is given no more work."), "users"),
        },
    )
    team_uid: UUID
    change: str  # made, joined, left
    employment_uid: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterpartsNamed(Event):
    """Two people answer to each other on a tier from a day on."""

    kind: ClassVar[str] = "parties.counterparts_named"
    subject: ClassVar[str] = "counterpart_uid"
    says: ClassVar[Sentence] = Sentence(_("Counterparts were named (%(tier)s), from %(from_day)s."), "users")
    counterpart_uid: UUID
    tier: str
    from_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterpartsEnded(Event):
    """Two people answer to each other up to a day, and no new pair is named."""

    kind: ClassVar[str] = "parties.counterparts_ended"
    subject: ClassVar[str] = "counterpart_uid"
    says: ClassVar[Sentence] = Sentence(_("Counterparts end (%(tier)s) after %(last_day)s."), "users")
    counterpart_uid: UUID
    tier: str
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenMade(Event):
    """A key for another system was made."""

    kind: ClassVar[str] = "parties.token_made"
    subject: ClassVar[str] = "token_uid"
    says: ClassVar[Sentence] = Sentence(_("A key for another system was made."), "key", "warn")
    token_uid: UUID
    employment_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Event):
    """A key for another system opens nothing any more."""

    kind: ClassVar[str] = "parties.token_revoked"
    subject: ClassVar[str] = "token_uid"
    says: ClassVar[Sentence] = Sentence(_("A key for another system was revoked."), "key")
    token_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleImported(Event):
    """People or units came in from a table."""

    kind: ClassVar[str] = "parties.people_imported"
    says: ClassVar[Sentence] = Sentence(
        _("%(people)s people and %(units)s units were brought in from a table."), "upload"
    )
    people: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestDeclared(Event):
    """Somebody declared an interest, a gift or hospitality of a counterpart."""

    kind: ClassVar[str] = "parties.interest_declared"
    says: ClassVar[Sentence] = Sentence(_("An interest or hospitality was declared."), "eye")
    subject: ClassVar[str] = "interest_uid"
    interest_uid: UUID
    counterpart_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestDecided(Event):
    """What was declared was decided on: cleared, upheld or ended."""

    kind: ClassVar[str] = "parties.interest_decided"
    says: ClassVar[Sentence] = Sentence(_("A declared interest was decided on."), "eye")
    subject: ClassVar[str] = "interest_uid"
    interest_uid: UUID
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyNamed(Event):
    """Somebody stands in for somebody from a day to a day."""

    kind: ClassVar[str] = "parties.deputy_named"
    says: ClassVar[Sentence] = Sentence(_("A deputy was named from %(first_day)s to %(last_day)s."), "users")
    subject: ClassVar[str] = "deputy_uid"
    deputy_uid: UUID
    principal_uid: UUID
    stand_in_uid: UUID
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyEnded(Event):
    """Somebody no longer stands in."""

    kind: ClassVar[str] = "parties.deputy_ended"
    says: ClassVar[Sentence] = Sentence(_("Somebody no longer stands in."), "users")
    subject: ClassVar[str] = "deputy_uid"
    deputy_uid: UUID
