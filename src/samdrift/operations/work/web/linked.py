"""A subcontractor's links as whoever made them sees them: how they stand, and when they were opened."""

from typing import Any

from django.utils.translation import gettext as _

from samdrift.foundation.clock import real_now
from samdrift.foundation.fields import in_language
from samdrift.foundation.notices.public import moment_words
from samdrift.foundation.scope import Scope
from samdrift.operations.work import queries
from samdrift.operations.work.models import WorkLink, WorkOrder
from samdrift.operations.work.queries import links
from samdrift.registers.parties import public as parties

TONES = {"open": "ok", "withdrawn": "neutral", "expired": "neutral", "given_away": "warn"}


def standing_word(standing: str) -> str:
    """How a link stands, in words."""
    return {
        "open": _("Open"), "withdrawn": _("Withdrawn"), "expired": _("Expired"),
        "given_away": _("Given to somebody else"),
    }[standing]  # fmt: skip


def shown_link(scope: Scope, link: WorkLink, order: WorkOrder | None, language: str, zone: str) -> dict[str, Any]:
    """One link as a page shows it; its address only while it opens, to whoever may hand it out."""
    standing = links.standing_of(link, order, real_now=real_now())
    until = _("Opens until %(moment)s.") % {"moment": moment_words(link.expires_at.isoformat(), zone)}
    seen = _("Not opened yet.")
    if link.opened_at is not None and link.last_opened_at is not None:
        seen = _("Opened first %(first)s, last %(last)s.") % {
            "first": moment_words(link.opened_at.isoformat(), zone),
            "last": moment_words(link.last_opened_at.isoformat(), zone),
        }
    sent = ""
    if link.sending is not None:
        sent = _("Sent to %(address)s.") if link.sending.state == "sent" else _("On its way to %(address)s.")
        sent = _("Not sent to %(address)s: copy it instead.") if link.sending.state in ("kept", "failed") else sent
        sent %= {"address": link.address}
    return {
        "link": link, "company": in_language(link.organisation.name, language), "word": standing_word(standing),
        "tone": TONES[standing], "said": " ".join(part for part in (sent, until, seen) if part),
        "address": links.address_of(link) if standing == "open" and scope.may("work.hand_over") else "",
    }  # fmt: skip


def firms_of(scope: Scope, language: str) -> list[tuple[str, str]]:
    """The subcontractors one may give work to."""
    if not scope.may("work.hand_over"):
        return []
    return [(str(one.uid), in_language(one.name, language)) for one in parties.subcontractors(scope)]


def links_context(scope: Scope, order: WorkOrder, language: str) -> dict[str, Any]:
    """What an order's page shows of subcontractors: its links, and to whom it may be given."""
    if not scope.may("work.view_companies"):
        return {"links": [], "firms": []}
    zone = order.site.timezone if order.site else queries.timezone_of(scope)
    found = [shown_link(scope, link, order, language, zone) for link in links.links_of_order(scope, order)]
    return {"links": found, "firms": firms_of(scope, language) if order.is_open else []}
