"""Sites as a column of lists that are asked."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Rows
from samdrift.foundation.scope import OPEN_CLASSES, Scope, everywhere
from samdrift.registers.estate.models import Site


def _every_site(scope: Scope) -> QuerySet[Site]:
    with everywhere(reason="names of sites: whoever sees a row sees what its place is called"):
        return Site.objects.filter(community=scope.community_id)


def _sites(scope: Scope) -> QuerySet[Site]:
    # Open sites are named to everybody of the community; a restricted one only to whoever sees it.
    return _every_site(scope).filter(Q(data_class__in=OPEN_CLASSES) | Site.visible_to(scope))


SITES = Rows(rows=_sites, everything=_every_site, few=False)


def site_column(path: str = "site_id", **more: Any) -> Column:
    """The site a row is at, asked for by its code."""
    values: dict[str, Any] = {"code": "site", "name": _("Site"), **more}
    return Column(kind="thing", path=path, things=SITES, **values)
