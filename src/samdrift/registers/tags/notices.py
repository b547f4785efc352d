"""What those who look after tags are told: a code was scanned that leads nowhere, or not where it should."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.clock import now
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import APP, DIGEST, Notice, NoticeKind, Telling, To, register_kinds
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import events
from samdrift.registers.tags.models import Tag

HOW = {
    "unbound": gettext_lazy("it hangs nowhere yet"),
    "ended": gettext_lazy("its place is gone"),
    "elsewhere": gettext_lazy("it hangs somewhere else than it says"),
}


def _astray(event: EventRecord) -> Telling | None:
    tag = Tag.objects.filter(uid=event.payload["tag_id"], community=event.community_id).first()
    if tag is None:
        return None
    found = parties.holders_of(event.community_id, ("OPS-M",), now=now(), site_id=tag.site_id)
    to = [
        To(one.person_id, one.employment_id)
        for one in found
        if Tag.objects.within_permission(one.scope, "tags.manage").filter(pk=tag.pk).exists()
    ]
    return Telling(
        to=to, facts={"code": tag.code, "how": event.payload["how"]}, data_class=tag.data_class,
        owner_party_id=tag.owner_party_id, subject_kind="tags.tag", subject_uid=tag.uid,
    )  # fmt: skip


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "how": str(HOW.get(facts.get("how", ""), _("nobody knows why")))}


def _link(notice: Notice) -> str:
    return f"/tags/{notice.subject_uid}/" if notice.subject_uid else ""


register_kinds(
    NoticeKind(
        key="qr.scanned_astray", number="N-22", name=gettext_lazy("A tag was scanned that leads nowhere"),
        channels=frozenset({APP, DIGEST}), subject=gettext_lazy("The tag %(code)s was scanned: %(how)s"),
        body=gettext_lazy("Somebody stood before it and could not report what they saw there."),
        reason=gettext_lazy("You get this because you look after the tags."), events=(events.TagScannedAstray.kind,),
        tell=_astray, words=_words, link=_link, again_after=timedelta(days=7),
    ),
)  # fmt: skip
