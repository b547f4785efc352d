"""Which bodies other systems may report to, and which partners requests may be handed to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.exchange.events import JurisdictionSet, PartnerSet
from samdrift.operations.exchange.models import Jurisdiction, Partner
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


@transaction.atomic
def set_jurisdiction(
    scope: Scope, *, code: str, name: Mapping[str, str], unit_code: str, catch_all_code: str, types: Sequence[str],
    published: bool, now: datetime, reach_m: int = 300, contact: str = "", active: bool = True,
) -> Jurisdiction:  # fmt: skip
    """Let other systems report to a public body, or change what they may report.

    Raises:
        Invalid: The name is taken elsewhere, or a unit, site or type is not one of ours.
        NotAllowed: The actor does not manage what passes between systems.
    """
    scope.require("exchange.manage")
    unit = parties.Unit.objects.within(scope).filter(code=unit_code).first()
    site = estate.Site.objects.within(scope).filter(code=catch_all_code).first()
    wrong = _wrong(scope, code=code, name=name, unit=unit, site=site, types=types, reach_m=reach_m)
    if wrong or unit is None or site is None:
        raise Invalid(wrong)
    with everywhere(reason="a name is one body's in the whole house"):
        row = Jurisdiction.objects.filter(code=code.strip()).first()
    if row is not None and row.community_id != scope.community_id:
        raise Invalid({"code": _("Another body goes by this name.")})
    row = row or Jurisdiction(community_id=scope.community_id, code=code.strip())
    row.name, row.unit, row.catch_all = dict(name), unit, site
    row.types, row.published, row.reach_m = list(types), published, reach_m
    row.contact, row.active = contact[:200], active
    row.version += 1 if row.pk else 0
    row.save()
    event = JurisdictionSet(jurisdiction_uid=row.uid, types=tuple(types), published=published, active=active)
    record(event, scope=scope, at=now, subject=row)
    return row


def _wrong(
    scope: Scope, *, code: str, name: Mapping[str, str], unit: parties.Unit | None, site: estate.Site | None,
    types: Sequence[str], reach_m: int,
) -> dict[str, object]:  # fmt: skip
    wrong: dict[str, object] = {}
    if not 1 <= len(code.strip()) <= 64:
        wrong["code"] = _("Give the name other systems use, such as police.example.")
    if not all(name.get(language, "").strip() for language in ("en", "da", "sv")):
        wrong["name"] = _("Give the name in English, Danish and Swedish.")
    if unit is None:
        wrong["unit"] = _("There is no such unit.")
    if site is None:
        wrong["catch_all"] = _("There is no such site.")
    book = catalogue.catalogue_of(scope.community_id)
    found = {each: book.type_by_code(each) for each in types}
    strange = [each for each, kind in found.items() if kind is None or kind.request_class not in ("D0", "D1")]
    if strange or not types:
        wrong["types"] = _("Choose types that may be reported openly; these may not: %(codes)s.") % {
            "codes": ", ".join(strange) or "–"
        }
    if not 0 <= reach_m <= 100_000:
        wrong["reach_m"] = _("A site reaches at most 100,000 metres.")
    return wrong


@transaction.atomic
def set_partner(
    scope: Scope, *, name: str, base_url: str, services: Mapping[str, str], now: datetime, jurisdiction_id: str = "",
    api_key: str | None = None, active: bool = True,
) -> Partner:  # fmt: skip
    """Name another body's Open311 server requests may be handed over to, or change how it is reached.

    Args:
        base_url: Where its methods stand, such as https://city.example/open311/v2.
        services: Our request types' codes, each with its service code there.
        api_key: None keeps the one there is; nobody is ever shown it again.

    Raises:
        Invalid: The address is none, or a type is not one of ours.
        NotAllowed: The actor does not manage what passes between systems.
    """
    scope.require("exchange.manage")
    parts = urlsplit(base_url.strip())
    wrong: dict[str, object] = {}
    if not name.strip():
        wrong["name"] = _("Give the partner a name.")
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.username:
        wrong["base_url"] = _("Give the address of its Open311 methods, such as https://city.example/open311/v2.")
    book = catalogue.catalogue_of(scope.community_id)
    strange = [code for code in services if book.type_by_code(code) is None]
    if strange:
        wrong["services"] = _("There are no such types: %(codes)s.") % {"codes": ", ".join(strange)}
    if wrong:
        raise Invalid(wrong)
    row = Partner.objects.within(scope).filter(name=name.strip()).first()
    row = row or Partner(community_id=scope.community_id, name=name.strip()[:120])
    row.base_url, row.jurisdiction_id = base_url.strip().rstrip("/")[:300], jurisdiction_id.strip()[:64]
    row.services, row.active = dict(services), active
    row.api_key = row.api_key if api_key is None else api_key.strip()[:200]
    row.version += 1 if row.pk else 0
    row.save()
    record(PartnerSet(partner_uid=row.uid, active=active), scope=scope, at=now, subject=row)
    return row
