"""The Jinja2 environment every samdrift page is rendered in (Django's own Jinja2 backend calls `environment`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.apps import apps
from django.conf import settings
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from samdrift.doors.pages import formats, svg
from samdrift.doors.pages.assets import static
from samdrift.doors.pages.chips import clock_chip, priority_chip, status_chip
from samdrift.doors.pages.formats import FILTERS
from samdrift.doors.pages.icons import icon, q_icon
from samdrift.doors.pages.maps import ground_address, map_tiles, tiles_changed
from samdrift.doors.pages.options import option_list
from samdrift.doors.pages.shell import default_shell, plain_shell, theme_labels
from samdrift.doors.pages.tones import TONES
from samdrift.foundation import pieces

WRITTEN_BY_MACROS = frozenset(
    {"id", "class", "required", "type", "name", "rows", "cols", "maxlength", "accept", "aria-invalid"}
)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page; `query` adds a query string: url("requests:list", query={"state": "open"})."""
    query: Mapping[str, Any] = kwargs.pop("query", None) or {}
    address = reverse(name, args=args or None, kwargs=kwargs or None)
    return address + with_query("", **query) if query else address


def with_query(address: str, /, **changes: Any) -> str:
    """The address with these query parameters set; None removes one, a list repeats it."""
    parts = urlsplit(address)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in changes]
    for key, value in changes.items():
        if value is not None:
            kept.extend((key, str(one)) for one in (value if isinstance(value, list | tuple) else [value]))
    return urlunsplit(parts._replace(query=urlencode(kept)))


def csrf_input(request: Any) -> Markup:
    """The hidden field a POST form needs; for macros that are given the request."""
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


def four(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any, str, str]]:
    """A Django field's choices as `radio_cards` takes them: no hint, no icon, the empty choice left out."""
    return [(value, label, "", "") for value, label in choices if value not in ("", None)]


def plain_attrs(bound: Any, extra: Mapping[str, Any]) -> dict[str, Any]:
    """A widget's own attributes (autocomplete, min, inputmode …) without those the macros write themselves."""
    own = {key: value for key, value in bound.field.widget.attrs.items() if key not in WRITTEN_BY_MACROS}
    made = {**{key: key if value is True else value for key, value in own.items() if value is not False}, **extra}
    return {key: value for key, value in made.items() if value is not None}


def translated(message: str, **variables: Any) -> Markup:
    """`_(…)` of templates: the text in the reader's language, what is filled in escaped; a plain per cent is %%."""
    text = _text(get_language(), message)
    return text % variables if "%" in text else text


@lru_cache(maxsize=8192)
def _text(language: str | None, message: str) -> Markup:
    """A text of ours in the active language: a page asks for hundreds, each in a dozen catalogues."""
    return Markup(gettext(message))  # noqa: S704 - texts are ours, as Jinja2's own i18n takes them


def template_folders() -> list[Path]:
    """The `templates` folder of every samdrift room, doors first: a room cannot replace the frame of pages."""
    doors = Path(__file__).resolve().parent.parent / "templates"
    rooms = [Path(app.path) / "templates" for app in apps.get_app_configs() if app.name.startswith("samdrift.")]
    return [doors, *(folder for folder in rooms if folder != doors and folder.is_dir())]


def bytecode_cache() -> BytecodeCache | None:
    """Compiled templates kept between starts, in the installation's own folder, never in a shared temporary one."""
    folder = Path(settings.SAMDRIFT_VAR) / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def year_course(
    months: Sequence[date], lines: Iterable[tuple[str, str, Sequence[int | None]]], *, label: str, currency: str,
    marks: Iterable[tuple[int, str]] = (),
) -> Markup:  # fmt: skip
    """The course of a year from plain values: a day of each month, lines (name, kind, values), marks (month, text)."""
    drawn = [svg.Course(name, kind, values) for name, kind, values in lines]
    names = [formats.short_month(day) for day in months]
    return svg.course(names, drawn, label=label, currency=currency, marks=[svg.Mark(*mark) for mark in marks])


def plan_spaces(drawn: Iterable[Mapping[str, Any]]) -> list[svg.PlanSpace]:
    """A room's plain values as spaces a floor plan draws."""
    return [svg.PlanSpace(**space) for space in drawn]


def control_points(months: Iterable[Mapping[str, Any]]) -> list[svg.ControlPoint]:
    """What a room tells of the months of a control chart, as the chart takes them."""
    return [svg.ControlPoint(**month) for month in months]


def map_of(drawn: Mapping[str, Any], **more: Any) -> Markup:
    """A room's plain values as a map: `sites`, and where given `key`, `areas` and `live`, as svg.site_map has them."""
    values: dict[str, Any] = {**drawn, **more}
    sites = [svg.SiteMark(**one) for one in values.pop("sites")]
    values["key"] = [svg.MapKey(**one) for one in values.get("key", ())]
    values["areas"] = [svg.MapArea(**one) for one in values.get("areas", ())]
    if live := values.get("live"):
        values["live"] = svg.Live(**{"ground": ground_address(values.get("home", ())), **live})
    values.setdefault("tiles", map_tiles())
    return svg.site_map(sites, **values)


GLOBALS: Mapping[str, Any] = {
    "_": translated,
    "url": url,
    "with_query": with_query,
    "static": static,
    "icon": icon,
    "q_icon": q_icon,
    "csrf_for": csrf_input,
    "tone_of": TONES,
    "language": get_language,
    "clock_timeline": svg.clock_timeline,
    "floor_plan": svg.floor_plan,
    "look_legend": svg.look_legend,
    "plan_spaces": plan_spaces,
    "map_of": map_of,
    "sparkline": svg.sparkline,
    "bar_chart": svg.bar_chart,
    "year_course": year_course,
    "waterfall": svg.waterfall,
    "control_chart": svg.control_chart,
    "control_points": control_points,
    "spread": svg.spread,
    "clock_chip": clock_chip,
    "priority_chip": priority_chip,
    "status_chip": status_chip,
    "plain_shell": plain_shell,
    "default_shell": default_shell,
    "theme_labels": theme_labels,
    "four": four,
    "option_list": option_list,
    "plain_attrs": plain_attrs,
}


def environment(**options: Any) -> Environment:
    """Jinja2 with everything our templates use: escaping on, unknown names refused, translation, formats, icons."""
    options["loader"] = FileSystemLoader([str(folder) for folder in template_folders()])
    options["undefined"] = StrictUndefined
    options.setdefault("autoescape", True)
    options.setdefault("auto_reload", settings.DEBUG)
    options.setdefault("cache_size", 800)
    options.setdefault("bytecode_cache", bytecode_cache())
    options.update(trim_blocks=True, lstrip_blocks=True)
    options["extensions"] = [*options.get("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(**options)  # noqa: S701 - autoescape is set above for every template
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(GLOBALS)
    env.filters.update(FILTERS)
    pieces.follow("map tiles", tiles_changed)  # `map_of` lays them under what it draws
    return env
