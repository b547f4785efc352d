"""What types, reasons and resolutions are called where an event speaks of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samdrift.foundation.events.public import Rows, register_reader, register_rows
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue.models import Article, FormVersion
from samdrift.registers.catalogue.queries.known import catalogue_of


def register() -> None:
    """Announce the room's readers and rows."""
    register_reader("hold_reason", _hold_reasons)
    register_reader("resolution_code", _resolutions)
    register_reader("request_type", _types)
    register_rows("catalogue.formversion", Rows(FormVersion.objects.within, ("request_type__name", "number"), _form))
    register_rows("catalogue.article", Rows(Article.objects.within, ("code",), _article, "catalogue:article"))


def _hold_reasons(scope: Scope, _codes: set[Any], language: str) -> Mapping[Any, str]:
    known = catalogue_of(scope.community_id).hold_reasons
    return {code: in_language(reason.name, language) for code, reason in known.items()}


def _resolutions(scope: Scope, _codes: set[Any], language: str) -> Mapping[Any, str]:
    known = catalogue_of(scope.community_id).resolution_codes
    return {code: in_language(resolution.name, language) for code, resolution in known.items()}


def _types(scope: Scope, codes: set[Any], language: str) -> Mapping[Any, str]:
    known = catalogue_of(scope.community_id).types.values()
    return {kind.code: in_language(kind.name, language) for kind in known if kind.code in codes}


def _article(code: str, _language: str) -> str:
    return code


def _form(name: dict[str, str], number: int, language: str) -> str:
    return _("%(type)s, version %(number)s") % {"type": in_language(name, language), "number": number}
