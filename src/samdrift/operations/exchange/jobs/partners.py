"""Speaking to partners in the background: reports go out, and their state comes in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.exchange.commands.handing_over import SEND, note_answer
from samdrift.operations.exchange.formats.client import Declined, NoAnswer, Server
from samdrift.operations.exchange.formats.georeport import moment_of
from samdrift.operations.exchange.models import Handover, Partner

MOST_AT_ONCE = 200


@job(SEND, retries=8)
def send(payload: Mapping[str, Any]) -> None:
    """Report a request to the partner it was handed to.

    Raises:
        NoAnswer: The partner cannot be reached; the job is tried again.
    """
    with everywhere(reason="the handover this job was made for"):
        row = Handover.objects.select_related("partner", "service_request__site", "service_request__request_type").get(
            pk=payload["handover"]
        )
    if row.state != "waiting":
        return
    try:
        answer = _server(row.partner).report(_fields(row))
    except Declined as no:
        note_answer(_scope(row), row.pk, state="refused", now=now(), words=str(no))
        return
    remote, token = answer.get("service_request_id", ""), answer.get("token", "")
    if not remote and not token:
        raise NoAnswer("The partner gave neither an id nor a token.")
    note_answer(
        _scope(row), row.pk, state="sent", now=now(), remote_id=remote, remote_token=token, status="open",
        words=answer.get("service_notice", ""),
    )  # fmt: skip


@job("exchange.ask_partners", every="20m", each_community=True, retries=1)
def ask_partners(payload: Mapping[str, Any]) -> None:
    """Ask how handed-over requests stand, those asked longest ago first.

    Raises:
        NoAnswer: Every partner asked was silent.
    """
    with everywhere(reason="what this community handed over"):
        rows = Handover.objects.filter(community=payload["community_id"], state="sent", partner__active=True)
        waiting = list(rows.select_related("partner").order_by("asked_at", "pk")[:MOST_AT_ONCE])
    silent: dict[int, str] = {}
    for row in waiting:
        if row.partner_id in silent:
            continue
        try:
            _ask(row)
        except Declined as no:
            note_answer(_scope(row), row.pk, state="sent", now=now(), words=str(no))
        except NoAnswer as error:
            silent[row.partner_id] = str(error)
    if silent and len(silent) == len({row.partner_id for row in waiting}):
        raise NoAnswer("; ".join(silent.values()))


def _ask(row: Handover) -> None:
    server = _server(row.partner)
    remote = row.remote_id or server.number_behind(row.remote_token)
    if not remote:
        return
    told = server.request(remote)
    closed = told.get("status", "").lower() == "closed"
    note_answer(
        _scope(row), row.pk, state="closed" if closed else "sent", now=now(), remote_id=remote,
        status=told.get("status", ""), words=told.get("status_notes", ""),
        expected_at=_moment(told.get("expected_datetime", "")),
    )  # fmt: skip


def _moment(text: str) -> datetime | None:
    try:
        return moment_of(text) if text else None
    except ValueError:
        return None


def _scope(row: Handover) -> Scope:
    return Scope(community_id=row.community_id, name=row.partner.name)


def _server(partner: Partner) -> Server:
    return Server(partner.base_url, partner.jurisdiction_id, partner.api_key)


def _fields(row: Handover) -> dict[str, str]:
    about = row.service_request
    site = about.site
    address = ", ".join(filter(None, (site.address, f"{site.postal_code} {site.town}".strip()))) if site else ""
    fields = {
        "service_code": str(row.partner.services[about.request_type.code]),
        # Who asked stays with us; the partner answers to us, by our number.
        "description": f"{about.number}: {about.title}\n{about.description}".strip()[:4000],
        "address_string": address or about.number,
    }
    if site and site.latitude is not None and site.longitude is not None:
        fields |= {"lat": str(site.latitude), "long": str(site.longitude)}
    return fields
