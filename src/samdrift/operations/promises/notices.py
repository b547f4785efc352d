"""What is told when the nightly check finds a promise that says otherwise than its book."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.notices.public import NoticeKind, Telling, To, register_kinds, tell
from samdrift.registers.parties import public as parties

KEY = "promises.drifted"
WHO = ("ADMIN", "CTR-C", "CTR-P")

register_kinds(
    NoticeKind(
        key=KEY, number="N-55", name=_("Promises differ from the open book"), must=True,
        subject=_("%(count)s promises differ from the open book"),
        body=_("The nightly check worked every promise out again from the open book and found differences. The failed "
               "job names the work and what differs. Nothing was changed."),
        reason=_("You get this because you look after the contract or the installation."),
        link=lambda notice: "/jobs/",
    ),
)  # fmt: skip


def tell_drift(community_id: int, count: int, *, now: datetime) -> None:
    """Tell those who look after it, once a day."""
    found = parties.holders_of(community_id, WHO, now=now)
    to = [To(one.person_id, one.employment_id, language=one.scope.language) for one in found]
    tell(KEY, Telling(to=to, facts={"count": count}), community_id=community_id, cause=f"drift:{now.date()}", at=now)
