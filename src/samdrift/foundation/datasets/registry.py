"""Which lists there are to ask, and what their columns are: each room registers its own in `queries/datasets.py`."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.urls import reverse

from samdrift.foundation.scope import Scope

KINDS = frozenset(
    {"text", "code", "number", "money", "minutes", "share", "moment", "day", "yesno", "thing", "person"}
)  # fmt: skip
MEASURED = frozenset({"number", "money", "minutes", "share"})
TIMES = frozenset({"moment", "day"})
GROUPED = frozenset({"code", "yesno", "thing", "person", *TIMES})
# Words of the address that are no columns.
RESERVED = frozenset({"by", "show", "order", "columns", "words", "after", "lang", "limit", "cursor", "view"})
# Nothing of these classes leaves the house by a list (domain.md §4.2): no export, mail, feed or snapshot has it.
NEVER_LEAVES = frozenset({"D5", "D6", "D7", "D8", "D9"})
WATERMARKED = frozenset({"D2", "D3"})
EXPORT = "datasets.export"  # to take lists along whose rooms have no permission of their own for it
CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,15}")  # how codes are written that stand in rows themselves
FEWEST = 5  # a cell about people rests on at least so many rows, or it is not told


class Things(Protocol):
    """What a key in a row stands for: places, units, teams, people."""

    def named(self, scope: Scope, keys: Collection[Any]) -> Mapping[Any, tuple[str, str]]:
        """For each of these keys its code and its name, in the scope's language."""

    def keys(self, scope: Scope, codes: Collection[str]) -> Mapping[str, Collection[Any]]:
        """For each of these codes the keys it means; what nobody knows is missing."""

    def choices(self, scope: Scope) -> Sequence[tuple[str, str]]:
        """Codes with names to choose from, or nothing where they are too many: then the code is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A coarser way to group by a column: districts instead of units."""

    code: str
    name: Any
    of: Callable[[Scope], Mapping[Any, Any]]  # key → the key it is counted under


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list.

    Attributes:
        code: What it is called in addresses, files and the API, for ever.
        name: What people call it; lazily translated.
        kind: One of KINDS. Money is in whole minor units of the community's currency.
        path: Where the value is, as Django writes it: "site_id", "asset__name". Or an expression, by `value`.
        words: For codes: what each is called. Also says which codes there are.
        things: For kinds thing and person: what the keys stand for.
        meaning: In one sentence what the value is; for the reference and the heading's tip.
        data_class: The class of the column where it is stricter than its row's.
        permission: Without it somewhere, the column is as good as not there.
        shown: Whether it stands in the table unless other columns are asked for.
        people: Counts that rest on it speak of people: small cells are not told.
        summed: Only its sums and means are told, and whether there is a value: single values stand in no row, narrow
            and order nothing, and are counted by no person.
    """

    code: str
    name: Any
    kind: str
    path: str = ""
    value: Any = None
    words: Mapping[Any, Any] | None = None
    things: Things | None = None
    rolls: Sequence[Roll] = ()
    meaning: Any = ""
    data_class: str = ""
    permission: str = ""
    shown: bool = True
    filterable: bool = True
    sortable: bool = True
    groupable: bool | None = None
    people: bool = False
    summed: bool = False

    @property
    def can_group(self) -> bool:
        """Whether rows may be counted by it."""
        return self.kind in GROUPED if self.groupable is None else self.groupable

    @property
    def can_sort(self) -> bool:
        """Whether rows may be ordered by it: keys of things have no order that means anything."""
        return self.sortable and not self.summed and self.kind not in ("thing", "person")

    @property
    def ref(self) -> str:
        """The name the value has in a query."""
        return self.path if self.value is None else f"asked_{self.code}"

    @property
    def can_measure(self) -> bool:
        """Whether it has a sum and a mean."""
        return self.kind in MEASURED


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A list one may ask.

    Attributes:
        code: What it is called in addresses and files, for ever.
        permission: Who may see its rows; the gate narrows them.
        rows: (scope, permission) → the rows on which the scope has that permission.
        order: The column the newest or most urgent row comes first by, "-" for falling.
        export: The permission to take rows along, of the list's own room; "" for the one that holds for all lists.
        page: A row's address, from its `uid`; None where rows have no page.
        uid: Where the uid of the row's page is: "uid", or "invoice__uid" for lines. "" for rows without one.
        data_class: The strictest class rows usually are of: what the reference says, and watermarks go by.
        search: (scope, text) → the rows that have the words, for lists that are searched.
        leaves: Whether it may leave in the snapshot for analysts.
    """

    code: str
    name: Any
    permission: str
    columns: Sequence[Column]
    rows: Callable[[Scope, str], QuerySet[Any]]
    order: str
    meaning: Any = ""
    export: str = ""
    page: Callable[[Any], str] | None = None
    uid: str = "uid"
    data_class: str = "D1"
    search: Callable[[Scope, str], Q] | None = None
    leaves: bool = True
    by_code: Mapping[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what could not be asked.

        Raises:
            ValueError: A column is named twice, of no kind, or named like a word of the address.
        """
        known = {column.code: column for column in self.columns}
        wrong = [one.code for one in self.columns if one.code in RESERVED or one.kind not in KINDS or "." in one.code]
        if wrong or len(known) != len(self.columns) or self.order.lstrip("-") not in known:
            raise ValueError(f"The list {self.code!r} has columns that cannot be asked: {wrong or self.order}.")
        object.__setattr__(self, "by_code", known)

    def column(self, code: str) -> Column | None:
        """The column of this code, or None."""
        return self.by_code.get(code)

    def may_take(self, scope: Scope) -> bool:
        """Whether somebody may take rows along: the gate still says which."""
        return scope.may(self.export or EXPORT) and scope.may(self.permission)

    def columns_for(self, scope: Scope) -> list[Column]:
        """The columns this reader may read, in order."""
        return [column for column in self.columns if self.may_read(column, scope)]

    def in_rows(self, scope: Scope) -> list[Column]:
        """The columns that can stand in rows this reader sees, in order."""
        return [column for column in self.columns_for(scope) if not column.summed]

    def may_read(self, column: Column, scope: Scope) -> bool:
        """Whether a column is there for somebody: its permission, and its class in a grant that shows the list."""
        if column.permission and not scope.may(column.permission):
            return False
        showing = (grant for grant in scope.grants if self.permission in grant.permissions)
        return not column.data_class or any(column.data_class in grant.data_classes for grant in showing)


datasets: dict[str, Dataset] = {}


class DuplicateDataset(RuntimeError):
    """Two lists share a code: one's questions would be asked of the other."""


def register_dataset(dataset: Dataset) -> None:
    """Make a list known; a code used twice stops the start-up."""
    known = datasets.get(dataset.code)
    if known is not None and known is not dataset:
        raise DuplicateDataset(f"{dataset.code!r} is the code of two lists.")
    datasets[dataset.code] = dataset


def forget_dataset(code: str) -> None:
    """Unlearn a list: for tests that add one for their own length."""
    datasets.pop(code, None)


def datasets_for(scope: Scope) -> list[Dataset]:
    """The lists there are for somebody, by name."""
    found = [dataset for dataset in datasets.values() if scope.may(dataset.permission)]
    return sorted(found, key=lambda one: str(one.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Things that are rows of a table with a code and a name in three languages or one.

    Attributes:
        rows: (scope) → rows somebody may choose from.
        everything: (scope) → rows whose names may be told, because whoever sees a row sees what its place is called;
            the same as `rows` when None.
        few: Whether there are few enough to choose from.
        loose: The rows that are asked hold the code itself, so one that stands in no row here is asked for all the
            same: a contract orders lines that its catalogue does not offer to anybody.
    """

    rows: Callable[[Scope], QuerySet[Any]]
    everything: Callable[[Scope], QuerySet[Any]] | None = None
    code: str = "code"
    name: str = "name"
    key: str = "pk"
    few: bool = True
    most: int = 400
    loose: bool = False

    def named(self, scope: Scope, keys: Collection[Any]) -> Mapping[Any, tuple[str, str]]:
        """For each key its code and name."""
        found = (self.everything or self.rows)(scope).filter(**{f"{self.key}__in": list(keys)})
        values = found.order_by().values_list(self.key, self.code, self.name)
        told = {key: (str(code), _in_language(name, scope.language)) for key, code, name in values}
        return told | {key: (str(key), str(key)) for key in keys if self.loose and key not in told}

    def keys(self, scope: Scope, codes: Collection[str]) -> Mapping[str, Collection[Any]]:
        """For each code its key; what somebody may not choose is as unknown as what is not there."""
        found: dict[str, list[Any]] = {}
        rows = self.rows(scope).filter(**{f"{self.code}__in": list(codes)})
        for key, code in rows.order_by().values_list(self.key, self.code):
            found.setdefault(str(code), []).append(key)
        return found | {one: [one] for one in codes if self.loose and one not in found and CODE.fullmatch(one)}

    def choices(self, scope: Scope) -> Sequence[tuple[str, str]]:
        """What there is to choose from, by name; nothing where there is too much."""
        if not self.few:
            return ()
        values = list(self.rows(scope).order_by().values_list(self.code, self.name)[: self.most + 1])
        if len(values) > self.most:
            return ()
        named = ((str(code), _in_language(name, scope.language)) for code, name in values)
        return sorted(named, key=lambda one: (one[1].casefold(), one[0]))


def _in_language(name: Any, language: str) -> str:
    if isinstance(name, dict):
        return str(name.get(language) or name.get("en") or next(iter(name.values()), ""))
    return str(name or "")


def rows_of(model: Any, *more: Q, **narrowed: Any) -> Callable[[Scope, str], QuerySet[Any]]:
    """How a list reads a table: the rows on which the scope has the permission, narrowed as said."""

    def rows(scope: Scope, permission: str) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.within_permission(scope, permission).filter(*more, **narrowed)
        return found

    return rows


def page_named(name: str) -> Callable[[Any], str]:
    """A row's page, by the name of its address and the row's uid."""
    return lambda uid: reverse(name, args=[uid])
