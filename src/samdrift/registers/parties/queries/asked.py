"""Units, teams and people as columns of lists that are asked: how they are named, found and counted together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Roll, Rows
from samdrift.foundation.scope import Scope
from samdrift.registers.parties.models import Organisation, Team, Unit
from samdrift.registers.parties.queries.people import names_of, organisations


def _units(scope: Scope) -> QuerySet[Unit]:
    return Unit.objects.within(scope)


def _teams(scope: Scope) -> QuerySet[Team]:
    return Team.objects.within(scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Units(Rows):
    """Units: to ask for one asks for all that lies under it."""

    def keys(self, scope: Scope, codes: Collection[str]) -> Mapping[str, Collection[Any]]:
        """For each code the unit and every unit under it."""
        tree = list(_units(scope).order_by().values_list("pk", "code", "path"))
        wanted = {code: path for _pk, code, path in tree if code in codes}
        return {code: [pk for pk, _code, path in tree if path.startswith(top)] for code, top in wanted.items()}

    def choices(self, scope: Scope) -> Sequence[tuple[str, str]]:
        """The tree's two upper levels; whoever wants one station names the site."""
        found = _units(scope).filter(closed_on=None).order_by("path").values_list("code", "name", "path")
        upper = [
            (code, name.get(scope.language) or name.get("en", code)) for code, name, p in found if p.count("/") <= 3
        ]
        return upper[:200]


def _districts(scope: Scope) -> Mapping[Any, Any]:
    """For each unit the one on the second level of the tree it lies under: the district."""
    tree = _units(scope).order_by().values_list("pk", "path")
    steps = {pk: [int(step) for step in path.strip("/").split("/")] for pk, path in tree}
    return {pk: path[1] if len(path) > 1 else path[0] for pk, path in steps.items()}


@dataclass(frozen=True, slots=True)
class People:
    """People: named as far as this reader may know them, and asked for only as oneself."""

    def named(self, scope: Scope, keys: Collection[Any]) -> Mapping[Any, tuple[str, str]]:
        """For each person the name this reader may know; a code would be a way round it."""
        return {key: ("", name) for key, name in names_of(scope, keys).items()}

    def keys(self, scope: Scope, codes: Collection[str]) -> Mapping[str, Collection[Any]]:
        """Oneself."""
        return {"me": [scope.person_id]} if "me" in codes and scope.person_id else {}

    def choices(self, scope: Scope) -> Sequence[tuple[str, str]]:
        """Oneself."""
        return [("me", str(_("Me")))]


def _organisations(scope: Scope) -> QuerySet[Organisation]:
    return organisations(scope)


def unit_column(path: str = "unit_id", **more: Any) -> Column:
    """The unit a row is of; grouped also by district."""
    roll = Roll(code="district", name=_("District"), of=_districts)
    values: dict[str, Any] = {"code": "unit", "name": _("Unit"), **more}
    return Column(kind="thing", path=path, things=Units(rows=_units), rolls=(roll,), **values)


def team_column(path: str = "team_id", **more: Any) -> Column:
    """The team a row is given to."""
    values: dict[str, Any] = {"code": "team", "name": _("Team"), **more}
    return Column(kind="thing", path=path, things=Rows(rows=_teams), **values)


def person_column(code: str, name: Any, path: str, **more: Any) -> Column:
    """A person of a row: small counts are not told."""
    return Column(code=code, name=name, kind="person", path=path, things=People(), people=True, **more)


def organisation_column(code: str, name: Any, path: str, **more: Any) -> Column:
    """An organisation of a row."""
    return Column(code=code, name=name, kind="thing", path=path, things=Rows(rows=_organisations), **more)
