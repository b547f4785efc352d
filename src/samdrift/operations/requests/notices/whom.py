"""Who hears of a request, and what is told of it: each receiver has passed the request's own gate."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings

from samdrift.foundation.clock import now
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import Notice, Telling, To
from samdrift.foundation.prepared import Prepared
from samdrift.operations.requests.models import ServiceRequest, Witness
from samdrift.operations.requests.queries.access import may
from samdrift.operations.requests.rules.numbers import track_token
from samdrift.registers.parties import public as parties

KIND = "requests.servicerequest"


_BY_UID = Prepared(
    lambda uid, community: ServiceRequest.objects.filter(uid=uid, community=community).select_related("site"),
    UUID(int=77_054), -77_055, reason="followers act for everybody in the event's own community",
)  # fmt: skip


def request_of(event: EventRecord) -> ServiceRequest | None:
    """The request an event speaks of, in the event's own community."""
    uid = event.payload.get("request_id")
    found: list[ServiceRequest] = _BY_UID.rows(UUID(uid), event.community_id) if uid else []
    return found[0] if found else None


def told(row: ServiceRequest, to: Iterable[To], *, urgent: bool = False, **facts: Any) -> Telling:
    """What is told of a request: its number, its title, when it is promised, and what the kind adds."""
    zone = row.site.timezone if row.site else "UTC"
    common: dict[str, Any] = {"number": row.number, "title": row.title, "zone": zone, "community": row.community_id}
    if row.due_at is not None:
        common["due"] = row.due_at.isoformat()
    return Telling(
        to=list(to), facts=common | facts, data_class=row.data_class, owner_party_id=row.owner_party_id,
        subject_kind=KIND, subject_uid=row.uid, urgent=urgent,
    )  # fmt: skip


def requester(row: ServiceRequest) -> list[To]:
    """Whoever asked: by their account, or a stranger by the mail address they left."""
    if row.requester_id is not None:
        return [To(row.requester_id, own=True, language=row.language)]
    return _stranger(row.contact, row.language)


def witnesses(row: ServiceRequest) -> list[To]:
    """Those who said "me too" and are kept informed."""
    found: list[To] = []
    for one in Witness.objects.filter(service_request=row).order_by("pk").values_list("person_id", "contact"):
        person_id, contact = one
        found += [To(person_id, own=True)] if person_id is not None else _stranger(contact, row.language)
    return found


def of_duplicates(row: ServiceRequest) -> list[To]:
    """Those who asked for what turned out to be the same matter, and their witnesses."""
    found: list[To] = []
    for other in ServiceRequest.objects.filter(master=row).order_by("pk")[:500]:
        found += requester(other) + witnesses(other)
    return found


def _stranger(contact: str, language: str) -> list[To]:
    return [To(address=contact, language=language)] if "@" in contact and " " not in contact.strip() else []


def holders(row: ServiceRequest, *roles: str) -> list[To]:
    """People with one of these roles where the request is, who may see it."""
    found = parties.holders_of(
        row.community_id, roles, now=now(), unit_id=row.unit_id, site_id=row.site_id, contract_id=row.contract_id,
        line=row.line_code,
    )  # fmt: skip
    return seen_by(row, found)


def assigned(row: ServiceRequest) -> list[To]:
    """Whoever has it; else the team's leaders; else its members."""
    if row.assignee_id is not None:
        one = parties.employed_here(row.community_id, row.assignee_id, now=now())
        return seen_by(row, [one] if one else [])
    if row.team_id is None:
        return []
    leaders = parties.team_of(row.community_id, row.team_id, now=now(), leads=True)
    return seen_by(row, leaders or parties.team_of(row.community_id, row.team_id, now=now()))


def seen_by(row: ServiceRequest, found: Iterable[parties.Holder]) -> list[To]:
    """Of these people those who may see the request, asked of each one's own gate."""
    return [
        To(one.person_id, one.employment_id)
        for one in found
        if may(one.scope, "requests.view", row) and row.owner_party_id in (None, one.scope.party_id)
    ]


def link(notice: Notice) -> str:
    """The request's page; for a stranger the page of the tracking link."""
    if notice.subject_uid is None:
        return ""
    if notice.receiver_id is not None:
        return f"/requests/{notice.subject_uid}/"
    follows = UUID(notice.facts["follows"]) if notice.facts.get("follows") else notice.subject_uid
    return f"/track/{track_token(follows, settings.SECRET_KEY)}"
