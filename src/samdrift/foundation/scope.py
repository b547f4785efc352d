"""The gate: tenant data is read for somebody, within one community and one employment, or the read raises."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import connections, models
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import NotAllowed, Stale, Unscoped
from samdrift.foundation.fields import UidField

NOTHING = Q(pk__in=())
OPEN_CLASSES = frozenset({"D0", "D1"})
# What exists only for the people named on the case: no grant opens these, whatever its reach.
CASE_CLASSES = frozenset({"D6", "D7"})

_everywhere: ContextVar[str] = ContextVar("everywhere", default="")


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role assignment allows and where; None in a dimension means all of it.

    `reach` narrows further: "all" rows of those dimensions, only "own" rows, or only rows "assigned" to the person
    or one of the person's teams.
    """

    role: str
    permissions: frozenset[str]
    reach: str = "all"
    contracts: frozenset[int] | None = None
    lines: frozenset[str] | None = None
    units: frozenset[int] | None = None
    sites: frozenset[int] | None = None
    cases: frozenset[int] | None = None
    orders: frozenset[int] | None = None  # exactly these work orders: what a subcontractor's link opens
    contract_units: frozenset[int] = frozenset()  # what `contracts` cover, for rows that are of no contract
    data_classes: frozenset[str] = OPEN_CLASSES
    # Whose authority this is when somebody stands in for them; None: the person's own.
    for_person: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Who acts, for which one employment, with which grants. Built in `parties.public.scope_for` only."""

    community_id: int
    person_id: int | None = None
    employment_id: int | None = None
    party_id: int | None = None
    side: str = ""
    language: str = "en"
    team_ids: frozenset[int] = frozenset()
    grants: tuple[Grant, ...] = ()
    name: str = ""
    roles: tuple[str, ...] = field(default=())
    # Works for one of many bodies that buy in side by side: what is another body's is not this one's to know.
    walled: bool = False

    def allows(self, permission: str, **where: object) -> bool:
        """Whether some grant gives `permission` at `where` (contract, line, unit, site, case, order: ids or codes).

        For a row that exists, `own` and `assigned` say whether it is the person's: grants of that reach ask for it.
        """
        return any(permission in grant.permissions and _covers(grant, where) for grant in self.grants)

    def require(self, permission: str, **where: object) -> None:
        """Raise NotAllowed unless some grant gives `permission` there."""
        if not self.allows(permission, **where):
            raise NotAllowed(_("You may not do this here. Ask your local FM coordinator if you should be able to."))

    def require_somewhere(self, permission: str) -> None:
        """Raise NotAllowed unless some grant gives `permission` anywhere.

        For pages and lists whose rows the gate narrows; whoever acts on one thing requires there, with `require`.
        """
        if not self.may(permission):
            raise NotAllowed(_("You may not do this here. Ask your local FM coordinator if you should be able to."))

    def authorities(self, permission: str, **where: object) -> frozenset[int]:
        """On whose authority `permission` is had at `where`: the person's own, and theirs whom they stand in for."""
        covering = (g for g in self.grants if permission in g.permissions and _covers(g, where))
        found = (grant.for_person or self.person_id for grant in covering)
        return frozenset(one for one in found if one is not None)

    @property
    def stands_in_for(self) -> frozenset[int]:
        """The people this person acts for as their deputy today."""
        return frozenset(grant.for_person for grant in self.grants if grant.for_person is not None)

    def may(self, permission: str) -> bool:
        """Whether any grant gives `permission` anywhere: for showing a door, never for passing through it."""
        return any(permission in grant.permissions for grant in self.grants)

    def narrow(
        self, permission: str, *, own: Q | None = None, assigned: Q | None = None, of_contract: str = "",
        any_line: bool = False, **columns: str,
    ) -> Q:  # fmt: skip
        """The rows `permission` may be used on.

        Args:
            own: Rows that belong to the person, for grants that reach only those.
            assigned: Rows given to the person or a team of theirs.
            of_contract: For rows that are of no contract, such as places: the column of their unit. A grant for a
                contract reaches those of the units the contract covers.
            any_line: For rows that are of no service line, such as places: a grant for a line reaches them.
            columns: For each dimension the model has (contract, line, unit, site, case, order) its column.
        """
        reachable = NOTHING
        for grant in self.grants:
            if permission in grant.permissions:
                reachable |= _rows(_apart(grant, of_contract, any_line=any_line), own, assigned, columns) & _covered(
                    grant, of_contract
                )
        mine = Q(owner_party__isnull=True)
        if self.party_id is not None:
            mine |= Q(owner_party=self.party_id)
        return Q(community=self.community_id) & reachable & mine

    def of_community(self) -> Q:
        """Rows any member of the community may read: catalogue, calendars, names of units."""
        mine = Q(owner_party__isnull=True)
        if self.party_id is not None:
            mine |= Q(owner_party=self.party_id)
        return Q(community=self.community_id, data_class__in=OPEN_CLASSES) & mine

    def own_body(self, *organisations: str) -> Q:
        """Every row; for somebody walled those in which one of these columns names the organisation they work for."""
        mine = Q()
        if self.walled:
            for column in organisations:
                mine |= Q(**{column: self.party_id})
        return mine

    def limited_to(self, permissions: frozenset[str]) -> "Scope":
        """The same scope with at most these permissions: what a key for another system acts with."""
        narrowed = tuple(replace(grant, permissions=grant.permissions & permissions) for grant in self.grants)
        return replace(self, grants=narrowed)

    def over_every_unit(self) -> "Scope":
        """The same scope for what holds alike for all units and places, such as a contract's prices."""
        return replace(self, grants=tuple(replace(grant, units=None, sites=None) for grant in self.grants))

    def by_width(self) -> tuple["Scope", "Scope"]:
        """The same scope twice: with what reaches every unit and place, and with what is limited to some."""
        wide = tuple(grant for grant in self.grants if grant.units is None and grant.sites is None)
        limited = tuple(grant for grant in self.grants if grant.units is not None or grant.sites is not None)
        return replace(self, grants=wide), replace(self, grants=limited)

    def in_language(self, language: str) -> "Scope":
        """The same scope, speaking `language`."""
        return replace(self, language=language)


def _dimensions(grant: Grant) -> dict[str, frozenset[Any] | None]:
    return {
        "contract": grant.contracts,
        "line": grant.lines,
        "unit": grant.units,
        "site": grant.sites,
        "case": grant.cases,
        "order": grant.orders,
    }


def _covers(grant: Grant, where: dict[str, object]) -> bool:
    for name, allowed in _dimensions(grant).items():
        if allowed is not None and where.get(name) not in allowed:
            return False
    # Told that the row is somebody else's, a grant over own or assigned rows does not open it.
    if grant.reach in where and not where[grant.reach]:
        return False
    data_class = where.get("data_class")
    return data_class is None or data_class in grant.data_classes


def _apart(grant: Grant, of_contract: str, *, any_line: bool) -> Grant:
    """The grant without the limits that do not speak of these rows."""
    if of_contract and grant.contracts is not None:
        grant = replace(grant, contracts=None)
    return replace(grant, lines=None) if any_line and grant.lines is not None else grant


def _covered(grant: Grant, of_contract: str) -> Q:
    limited = of_contract and grant.contracts is not None
    return Q(**{f"{of_contract}__in": grant.contract_units}) if limited else Q()


def _rows(grant: Grant, own: Q | None, assigned: Q | None, columns: dict[str, str]) -> Q:
    rows = Q(data_class__in=grant.data_classes)
    if grant.reach == "own":
        rows &= own if own is not None else NOTHING
    elif grant.reach == "assigned":
        rows &= assigned if assigned is not None else NOTHING
    for name, allowed in _dimensions(grant).items():
        if allowed is None:
            continue
        # A limit the model cannot express closes the door rather than opening it.
        rows &= Q(**{f"{columns[name]}__in": allowed}) if name in columns else NOTHING
    return rows


@contextmanager
def everywhere(*, reason: str) -> Iterator[None]:
    """Read across the gate: for jobs, imports and the gate's own making. Searched for in review."""
    token = _everywhere.set(reason)
    try:
        yield
    finally:
        _everywhere.reset(token)


Row = TypeVar("Row", bound="ScopedModel", covariant=True)


class ScopedQuerySet(models.QuerySet[Row]):
    """A queryset that begins at the gate."""

    def locked(self, uid: UUID, expected_version: int | None = None) -> Row:
        """The row, locked until the transaction ends.

        Raises:
            DoesNotExist: No such row within the scope.
            Stale: The row is no longer at `expected_version`.
        """
        rows = self
        if connections[self.db].features.has_select_for_update:
            rows = (
                self.select_for_update(of=("self",)) if connections[self.db].features.has_select_for_update_of else self
            )
        row = rows.get(uid=uid)
        if expected_version is not None and row.version != expected_version:
            raise Stale(
                _("Somebody changed this while you were looking at it. Look at what is new, then try again."),
                {"expected_version": expected_version, "version": row.version},
            )
        return row


class ScopedManager(models.Manager[Row]):
    """Answers only `within(scope)`, or inside `everywhere(reason=…)`."""

    def get_queryset(self) -> ScopedQuerySet[Row]:
        if not _everywhere.get():
            raise Unscoped(f"{self.model.__name__} is read within a scope: {self.model.__name__}.objects.within(scope)")
        return self._rows()

    def within(self, scope: Scope) -> ScopedQuerySet[Row]:
        """The rows this scope may see."""
        return self._of_community(scope).filter(self.model.visible_to(scope))

    def within_permission(self, scope: Scope, permission: str) -> ScopedQuerySet[Row]:
        """The rows on which this scope may use `permission`."""
        return self._of_community(scope).filter(self.model.visible_to(scope, permission))

    def create(self, **values: Any) -> Row:
        """A new row; writing needs no reader, and commands require before they write."""
        return self._rows().create(**values)

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[Row]:
        """Many new rows."""
        return self._rows().bulk_create(objs, *args, **options)

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **options: Any) -> int:
        """Write the named columns of rows that were read through the gate."""
        return self._rows().bulk_update(objs, fields, *args, **options)

    def _of_community(self, scope: Scope) -> ScopedQuerySet[Row]:
        """No model's answer opens another community's row. Said outside whatever `visible_to` joins by "or", it also
        lets a database walk the community's own index instead of the whole table."""
        return self._rows().filter(community=scope.community_id)

    def _rows(self) -> ScopedQuerySet[Row]:
        return ScopedQuerySet(self.model, using=self._db)


class ScopedModel(models.Model):
    """A row of one community, with a data class and, where it is one party's own, that party."""

    id = models.BigAutoField(primary_key=True)
    uid = UidField()
    community = models.ForeignKey("parties.Community", models.PROTECT, related_name="+", db_index=False)
    data_class = models.CharField(max_length=2, default="D1", db_default="D1")
    owner_party = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        """The rows of this model the scope may see; every model answers for itself."""
        raise NotImplementedError(cls.__name__)

    def save_changes(self, *columns: str) -> None:
        """Write the named columns and raise the version, so that an earlier reader's change is Stale."""
        self.version += 1
        self.save(update_fields=[*columns, "version"])
