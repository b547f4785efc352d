"""Known issues: declared once, told wherever people would report them again, ended when they are over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope
from samdrift.operations.desk import events
from samdrift.operations.desk.models import Outage
from samdrift.operations.desk.queries.outages import forget
from samdrift.operations.requests import public as requests
from samdrift.registers.estate import public as estate

MAY = "desk.declare"
LONGEST_TITLE, LONGEST_TEXT = 120, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an issue.

    Attributes:
        title, text: In all three languages; the text may be left empty in all of them.
        site_id, building_id, line_code: Where, and about which line; a site or a line at least.
        request_uid: The request everybody joins who has the same trouble.
    """

    title: Mapping[str, str]
    text: Mapping[str, str]
    site_id: int | None = None
    building_id: int | None = None
    line_code: str = ""
    request_uid: UUID | None = None
    expected_until: datetime | None = None


@transaction.atomic
def declare_outage(scope: Scope, known: Known, *, now: datetime) -> Outage:
    """Tell everybody there that it is known.

    Raises:
        Invalid: A language is missing, or neither site nor line is said.
        NotAllowed: It is not the actor's to declare there.
        DoesNotExist: The actor does not see the request.
    """
    scope.require(MAY, site=known.site_id, line=known.line_code)
    title, text = _words(known)
    _place(scope, known)
    outage = Outage(
        community_id=scope.community_id, title=title, text=text, site_id=known.site_id,
        building_id=known.building_id, line_code=known.line_code, declared_by_id=scope.person_id, started_at=now,
        service_request=_case(scope, known.request_uid), expected_until=known.expected_until,
    )  # fmt: skip
    outage.save(force_insert=True)
    _tell(scope, outage, events.OutageDeclared, now)
    return outage


@transaction.atomic
def change_outage(
    scope: Scope, uid: UUID, *, title: Mapping[str, str], text: Mapping[str, str], expected_until: datetime | None,
    expected_version: int | None, now: datetime,
) -> Outage:  # fmt: skip
    """Say it anew, or until when it will last.

    Raises:
        DoesNotExist, NotAllowed, Stale, Refused: As ever; it is over.
        Invalid: A language is missing.
    """
    outage = _locked(scope, uid, expected_version)
    before = (outage.title, outage.text, outage.expected_until)
    outage.title, outage.text = _words(Known(title=title, text=text))
    outage.expected_until = expected_until
    if before == (outage.title, outage.text, outage.expected_until):
        return outage  # Nothing is new, so nobody is told.
    outage.save_changes("title", "text", "expected_until")
    _tell(scope, outage, events.OutageChanged, now, expected_until=expected_until)
    return outage


@transaction.atomic
def end_outage(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Outage:
    """Say that it is over.

    Raises:
        DoesNotExist, NotAllowed, Stale, Refused: As ever; it was over already.
    """
    outage = _locked(scope, uid, expected_version)
    outage.ended_at = max(now, outage.started_at)
    outage.save_changes("ended_at")
    _tell(scope, outage, events.OutageEnded, now)
    return outage


def _locked(scope: Scope, uid: UUID, expected_version: int | None) -> Outage:
    outage = Outage.objects.within(scope).locked(uid, expected_version)
    scope.require(MAY, site=outage.site_id, line=outage.line_code)
    if outage.ended_at is not None:
        raise Refused(_("This is over already."))
    return outage


def _words(known: Known) -> tuple[dict[str, str], dict[str, str]]:
    title = {language: known.title.get(language, "").strip()[:LONGEST_TITLE] for language in LANGUAGES}
    text = {language: known.text.get(language, "").strip()[:LONGEST_TEXT] for language in LANGUAGES}
    wrong = {f"title_{language}": _("Say it in this language too.") for language in LANGUAGES if not title[language]}
    if any(text.values()):
        wrong |= {f"text_{language}": _("Say it in this language too.") for language in LANGUAGES if not text[language]}
    if wrong:
        raise Invalid(wrong)
    return title, text if any(text.values()) else {}


def _place(scope: Scope, known: Known) -> None:
    if known.site_id is None and not known.line_code:
        raise Invalid({"site": _("Say at which site or about which service it is.")})
    if known.site_id is not None and not estate.Site.objects.within(scope).filter(pk=known.site_id).exists():
        raise Invalid({"site": _("There is no such site.")})
    if known.building_id is not None:
        here = estate.Building.objects.within(scope).filter(pk=known.building_id, site=known.site_id)
        if not here.exists():
            raise Invalid({"building": _("There is no such building at this site.")})


def _case(scope: Scope, uid: UUID | None) -> requests.ServiceRequest | None:
    return requests.ServiceRequest.objects.within(scope).get(uid=uid) if uid is not None else None


def _tell(
    scope: Scope, outage: Outage, event: type[events.OutageEvent], now: datetime, **values: datetime | None
) -> None:
    case = outage.service_request
    made = event(outage_id=outage.uid, line=outage.line_code, request_id=case.uid if case else None, **values)
    record(made, scope=scope, at=now, subject=outage)
    transaction.on_commit(lambda: forget(outage.community_id))
