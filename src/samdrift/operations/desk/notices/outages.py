"""What those who follow a known issue are told: it changed, it is over."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.fields import in_language
from samdrift.foundation.notices.public import (
    APP,
    MAIL,
    Notice,
    NoticeKind,
    Telling,
    moment_words,
)
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.events import OutageChanged, OutageEnded
from samdrift.operations.desk.models import Outage
from samdrift.operations.desk.queries.following import followers_of
from samdrift.operations.desk.queries.measures import timezone_of

OPEN_CLASSES = ("D0", "D1")
FOLLOWS = _("You get this because you reported it or said that you have the same problem.")


def _of_outage(event: EventRecord) -> Telling | None:
    rows = Outage.objects.filter(uid=event.payload["outage_id"], community=event.community_id)
    outage = rows.select_related("service_request", "site").first()
    case = outage.service_request if outage is not None else None
    # A case only some may know of is told by its own page alone, however openly the issue was declared.
    if outage is None or case is None or case.data_class not in OPEN_CLASSES or case.owner_party_id is not None:
        return None
    facts: dict[str, Any] = {"title": outage.title, "text": outage.text, "zone": _zone(outage), "number": case.number}
    if event.kind == OutageChanged.kind and event.payload.get("expected_until"):
        facts["until"] = event.payload["expected_until"]
    return Telling(
        to=followers_of(case), facts=facts, data_class=case.data_class, subject_kind="requests.servicerequest",
        subject_uid=case.uid,
    )  # fmt: skip


def _zone(outage: Outage) -> str:
    return outage.site.timezone if outage.site else timezone_of(Scope(community_id=outage.community_id))


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    language = (get_language() or "en")[:2]
    until = moment_words(facts["until"], facts["zone"]) if facts.get("until") else say("not yet known")
    text = in_language(facts["text"], language) if facts.get("text") else ""
    return {"title": in_language(facts["title"], language), "text": text, "until": until, "number": facts["number"]}


def _link(notice: Notice) -> str:
    # A stranger holds a link of their own already; the case's would show them somebody else's.
    uid: UUID | None = notice.subject_uid
    return f"/requests/{uid}/" if uid is not None and notice.receiver_id is not None else ""


KINDS = (
    NoticeKind(
        key="outage.changed", number="N-07", name=_("News of a known issue you reported"),
        channels=frozenset({APP, MAIL}), subject=_("News: %(title)s"),
        body=_("It is expected to last until: %(until)s.\n\n%(text)s"), reason=FOLLOWS, words=_words, link=_link,
        events=(OutageChanged.kind,), tell=_of_outage,
    ),
    NoticeKind(
        key="outage.ended", number="N-07", name=_("A known issue you reported is over"),
        channels=frozenset({APP, MAIL}), subject=_("It is over: %(title)s"),
        body=_("If it is not over where you are, please report it again."), reason=FOLLOWS, words=_words, link=_link,
        events=(OutageEnded.kind,), tell=_of_outage,
    ),
)  # fmt: skip
