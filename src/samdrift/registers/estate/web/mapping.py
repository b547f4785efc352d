"""The form in which somebody says what the columns and words of another system's table mean."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from samdrift.foundation.scope import Scope
from samdrift.registers.estate.commands.streamed import saved_mapping
from samdrift.registers.estate.formats.tables import KINDS
from samdrift.registers.estate.models import ModelImport, TableMapping
from samdrift.registers.estate.registry import keeper_of
from samdrift.registers.estate.web import words

Choice = tuple[str, str]


def saved_names(scope: Scope, kinds: list[str]) -> list[Choice]:
    """Mappings somebody kept, for the kinds the person may bring in."""
    rows = TableMapping.objects.within(scope).filter(kind__in=kinds).order_by("kind", "name")
    return [(one.name, f"{one.name} ({words.word(words.FILE_KINDS, one.kind)})") for one in rows]


def chosen(scope: Scope, kind: str, name: str) -> Mapping[str, Any] | None:
    """The mapping of that name, or None where none is named."""
    return saved_mapping(scope, kind, name) if name else None


def form_of(scope: Scope, staged: ModelImport, *, busy: bool) -> Mapping[str, Any] | None:
    """What the form asks, or None where there is nothing to ask: another kind of file, or finished."""
    keeper = keeper_of(staged.kind)
    if keeper is None or busy or "header" not in staged.facts or staged.state not in ("diffed", "refused"):
        return None
    mapping = staged.mapping or {}
    read = {header: name for name, header in staged.facts.get("columns", {}).items()}
    fields = [(one.field, words.word(dict(keeper.fields), one.field)) for one in KINDS[staged.kind]]
    defaults, options = mapping.get("defaults", {}), mapping.get("options", {})
    return {
        "columns": [
            (f"column-{place}", header, read.get(header, "")) for place, header in enumerate(staged.facts["header"])
            if header
        ],
        "fields": fields,
        "words": [_asked(scope, keeper, name, found) for name, found in staged.facts.get("unknown", {}).items()],
        "defaults": [
            (f"default-{name}", words.word(dict(keeper.fields), name), keeper.choices(scope, name),
             str(defaults.get(name, ""))) for name in keeper.defaults
        ],
        "options": [
            (f"option-{name}", str(words.OPTION_NAMES[name]),
             [(code, str(said)) for code, said in words.OPTIONS.get(name, {}).items()], str(options.get(name, "")))
            for name in keeper.options
        ],
        "open": staged.state == "refused" or bool(staged.facts.get("unknown")),
    }  # fmt: skip


def _asked(scope: Scope, keeper: Any, name: str, found: list[list[Any]]) -> Mapping[str, Any]:
    """The unknown words of one field, each with how often it stands there."""
    return {
        "label": words.word(dict(keeper.fields), name), "choices": keeper.choices(scope, name),
        "rows": [
            (f"word-{name}-{place}", f"meaning-{name}-{place}", word,
             _("%(word)s (%(count)s rows)") % {"word": word, "count": count})
            for place, (word, count) in enumerate(found)
        ],
    }  # fmt: skip


def read(staged: ModelImport, sent: QueryDict) -> dict[str, Any]:
    """The mapping as the form was filled in; what was said earlier of other words stays."""
    keeper, before = keeper_of(staged.kind), staged.mapping or {}
    header = staged.facts.get("header", [])
    columns = {
        name: sent.get(f"column-{place}", "") for place, name in enumerate(header) if sent.get(f"column-{place}")
    }
    values = {name: dict(known) for name, known in before.get("values", {}).items()}
    for name, found in staged.facts.get("unknown", {}).items():
        for place in range(len(found)):
            word, meaning = sent.get(f"word-{name}-{place}", ""), sent.get(f"meaning-{name}-{place}", "")
            if word and meaning:
                values.setdefault(name, {})[word] = meaning
    given = keeper or None
    return {
        "columns": columns, "values": values,
        "defaults": _said(sent, "default", given.defaults if given else ()),
        "options": _said(sent, "option", given.options if given else ()),
    }  # fmt: skip


def _said(sent: QueryDict, part: str, names: Any) -> dict[str, str]:
    return {name: said for name in names if (said := sent.get(f"{part}-{name}", "").strip())}
