"""What feeds and wall screens share: a secret address that shows what its maker may see today, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import SecretLink, Today
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Opened:
    """A secret link with the scope it reads with."""

    link: SecretLink
    scope: Scope
    today: Today
    language: str


def opened(token: str, kind: str, *, now: datetime) -> Opened | None:
    """What a secret opens now; None when it opens nothing: ended, or its maker left, or may no longer make links."""
    link = datasets.link_by_secret(token, kind)
    person = link.employment.person if link else None
    if link is None or person is None or person.state != "active":
        return None
    scope = parties.scope_at(person, link.employment_id, now=now)
    if scope is None or scope.employment_id != link.employment_id or not scope.may(datasets.LINK):
        return None
    zone = ZoneInfo(parties.Community.objects.values_list("timezone", flat=True).get(pk=scope.community_id))
    return Opened(link, scope, Today(now, zone), person.language)
