"""Packs are made in the background; handed-over ones are laid beside their fingerprints every night."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.checks.public import Finding, Outcome, nightly_check
from samdrift.foundation.clock import now
from samdrift.foundation.files.public import files_of_one, open_kept
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.public import tell
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.handover import rules
from samdrift.partnership.handover.commands.making import JOB, KIND, fail_pack, make_pack
from samdrift.partnership.handover.formats.checking import NoPack, checked
from samdrift.partnership.handover.models import ExitPack
from samdrift.partnership.handover.queries.whom import WAITING, telling, waited_for, who_confirms

CHECKED = 20
REMINDED_AFTER = timedelta(days=7)
NEWS = timedelta(days=60)
"""A pack that waits for longer is a rehearsal both left."""


@job(JOB, retries=2)
def make(payload: Mapping[str, Any]) -> None:
    """Make one pack that waits; when that fails, whoever asked can read it and ask again."""
    uid = UUID(payload["pack"])
    try:
        make_pack(uid, now=now())
    except Exception:
        fail_pack(uid, now=now())
        raise


@job("handover.reminders", every="20 5 * * *", each_community=True)
def reminders(payload: Mapping[str, Any]) -> None:
    """Remind the sides that have not confirmed the newest pack of a contract; safe to repeat."""
    remind(payload["community_id"], now())


def remind(community_id: int, moment: datetime) -> int:
    """Tell each side that has not confirmed a week-old pack once, as long as no newer one was made."""
    with everywhere(reason="exit packs of a community that wait; each receiver is asked through their own gate"):
        newer = ExitPack.objects.filter(
            contract=OuterRef("contract"), number__gt=OuterRef("number"), state__in=(rules.READY, rules.HANDED)
        )
        rows = ExitPack.objects.filter(
            ~Exists(newer), community=community_id, state=rules.READY,
            ready_at__range=(moment - NEWS, moment - REMINDED_AFTER),
        )  # fmt: skip
        waiting = list(rows.select_related("contract").order_by("pk"))
    told = 0
    for pack in waiting:
        found = telling(pack, who_confirms(pack, waited_for(pack), now=moment))
        if found is not None:
            told += len(tell(WAITING, found, community_id=community_id, cause=f"{WAITING}:{pack.uid}", at=moment))
    return told


@nightly_check(
    "handover.check", every="25 4 * * *",
    title=_("Handed-over exit packs are what both parties confirmed."), counted=_("exit packs"),
    rules={
        "changed": _("A handed-over exit pack is no longer what its fingerprint says."),
        "gone": _("The file of a handed-over exit pack is gone."),
    },
)  # fmt: skip
def check(community_id: int, moment: datetime) -> Outcome:
    """Count every file of the newest handed-over packs over again."""
    with everywhere(reason="the handed-over packs of a community, counted over again"):
        rows = ExitPack.objects.filter(community=community_id, state=rules.HANDED).select_related("contract")
        kept = list(rows.order_by("-handed_at", "-pk")[:CHECKED])
    findings = [
        Finding(rule, f"{one.contract.code} {one.number}{named}", f"/exit-packs/{one.uid}/")
        for one in kept for rule, named in [_found(one)] if rule
    ]  # fmt: skip
    return Outcome(len(kept), findings)


def _found(pack: ExitPack) -> tuple[str, str]:
    """What is wrong with one: the rule and which of its files, or nothing."""
    (file,) = files_of_one(Scope(community_id=pack.community_id), KIND, pack.uid)[:1] or (None,)
    if file is None:
        return "gone", ""
    try:
        with open_kept(pack.community_id, file.sha256) as stream:
            wrong = checked(stream, pack.fingerprint).wrong
    except FileNotFoundError:
        return "gone", ""
    except NoPack:
        return "changed", ""
    return ("changed", f" ({', '.join(one.name for one in wrong[:5])})") if wrong else ("", "")
