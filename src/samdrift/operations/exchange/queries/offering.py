"""Which body is spoken to, what it takes reports about, and where a report belongs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.exchange import rules
from samdrift.operations.exchange.formats.georeport import Item
from samdrift.operations.exchange.models import Jurisdiction
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

DATATYPES = {"number": "number", "choice": "singlevaluelist", "yes_no": "singlevaluelist", "date": "datetime"}
_LONG = 200


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a report belongs, as far as it said."""

    site_id: int
    space_id: int | None = None
    asset_id: int | None = None


class NoJurisdiction(LookupError):
    """No body goes by that name here; `asked` is what was asked for, "" when several would fit and none was named."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked


def jurisdiction_called(code: str) -> Jurisdiction:
    """The body other systems call by this name; without a name, the only one there is.

    Raises:
        NoJurisdiction: There is none of this name, or none was named and there is not exactly one.
    """
    with everywhere(reason="a stranger's system says itself whom it speaks to"):
        rows = Jurisdiction.objects.filter(active=True).select_related("community", "catch_all", "unit")
        found = list((rows.filter(code=code) if code else rows).order_by("pk")[:2])
    if len(found) != 1:
        raise NoJurisdiction(code)
    return found[0]


def jurisdictions(scope: Scope) -> QuerySet[Jurisdiction]:
    """What is set up here, by name."""
    return Jurisdiction.objects.within(scope).select_related("unit", "catch_all").order_by("code")


def types_of(jurisdiction: Jurisdiction) -> list[tuple[catalogue.RequestType, catalogue.FormVersion | None]]:
    """The request types a body takes, in its own order, with the newest form of each; restricted ones never."""
    book = catalogue.catalogue_of(jurisdiction.community_id)
    found = [book.type_by_code(code) for code in jurisdiction.types]
    return [(kind, book.forms.get(kind.pk)) for kind in found if kind and kind.request_class in ("D0", "D1")]


def services(jurisdiction: Jurisdiction, language: str) -> list[Item]:
    """What can be reported, as GeoReport lists it."""
    lines = catalogue.catalogue_of(jurisdiction.community_id).lines
    return [
        {
            "service_code": kind.code,
            "service_name": in_language(kind.name, language),
            "description": in_language(kind.hint, language) if kind.hint else in_language(kind.name, language),
            "metadata": bool(form and catalogue.questions_of(form.schema)),
            "type": "realtime",
            "keywords": ", ".join(kind.keywords.get(language, ())),
            "group": in_language(lines[kind.line_code].name, language) if kind.line_code in lines else kind.line_code,
        }
        for kind, form in types_of(jurisdiction)
    ]


def definition(jurisdiction: Jurisdiction, code: str, language: str) -> Item | None:
    """The questions of a type, as GeoReport asks them; None when the body does not take it."""
    found = next(((kind, form) for kind, form in types_of(jurisdiction) if kind.code == code), None)
    if found is None:
        return None
    kind, form = found
    return {"service_code": kind.code, "attributes": list(_attributes(form, language)) if form else []}


def _attributes(form: catalogue.FormVersion, language: str) -> Iterator[Item]:
    for place, question in enumerate(catalogue.questions_of(form.schema), start=1):
        kind = DATATYPES.get(question.kind, "text" if question.longest > _LONG else "string")
        asked: dict[str, Any] = {
            "variable": True, "code": question.code, "datatype": kind,
            # A question that another answer brings up cannot be asked of a system that shows all at once.
            "required": question.required and question.shown_when is None,
            "datatype_description": in_language(dict(question.hint), language) if question.hint else None,
            "order": str(place), "description": in_language(dict(question.label), language),
        }  # fmt: skip
        choices = question.choices or ((("yes", {}), ("no", {})) if question.kind == "yes_no" else ())
        if choices:
            asked["values"] = [{"key": key, "name": in_language(dict(t), language) if t else key} for key, t in choices]
        yield asked


def answers_as_asked(form: catalogue.FormVersion | None, given: dict[str, str | list[str]]) -> dict[str, object]:
    """What a caller answered, with a moment cut to the day the question asks for."""
    if form is None:
        return {}
    kinds = {question.code: question.kind for question in catalogue.questions_of(form.schema)}
    flat = {code: value[-1] if isinstance(value, list) else value for code, value in given.items()}
    return {code: value[:10] if kinds.get(code) == "date" else value for code, value in flat.items()}


def spot_of(
    scope: Scope, jurisdiction: Jurisdiction, *, address_id: str, point: tuple[float, float] | None
) -> Spot | None:
    """Where a report belongs: what its address id names, else the site nearest to its point, else the catch-all.

    Returns:
        None when the address id names nothing of this body.
    """
    if address_id:
        return _named(scope, jurisdiction, address_id.strip())
    if point is not None:
        near = rules.nearest(point, _points(jurisdiction), within_m=jurisdiction.reach_m)
        if near is not None:
            return Spot(near)
    return Spot(jurisdiction.catch_all_id)


def _sites(jurisdiction: Jurisdiction) -> QuerySet[estate.Site]:
    below = parties.Unit.objects.filter(path__startswith=jurisdiction.unit.path).values("pk")
    return estate.Site.objects.filter(community=jurisdiction.community_id, unit__in=below)


def _points(jurisdiction: Jurisdiction) -> Iterator[tuple[int, float, float]]:
    with everywhere(reason="a stranger's point lies near one of the body's sites, whoever asks"):
        rows = _sites(jurisdiction).filter(latitude__isnull=False, longitude__isnull=False, state="live")
        # What is secured has no place on anybody's map.
        found = list(rows.exclude(zone="secured").values_list("pk", "latitude", "longitude"))
    return ((pk, float(lat), float(long)) for pk, lat, long in found if lat is not None and long is not None)


def _named(scope: Scope, jurisdiction: Jurisdiction, name: str) -> Spot | None:
    with everywhere(reason="the caller names a place of the body it speaks to by its code"):
        tag = tags.Tag.objects.filter(
            community=jurisdiction.community_id, code=name.upper(), disclosure="open", site__isnull=False
        ).first()
        if tag is not None and tag.site_id is not None:
            return Spot(tag.site_id, tag.space_id, tag.asset_id)
        site = _sites(jurisdiction).filter(code__iexact=name).exclude(zone="secured").first()
    return Spot(site.pk) if site is not None else None
