"""Definitions and remedies as they hold in a month, and all their versions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.credits import RemedyTerms
from samdrift.kernel.key_figures import Measure
from samdrift.partnership.performance.models import KpiDefinition, RemedyTermsVersion
from samdrift.partnership.performance.rules.remedies import terms_from


def measure_of(definition: KpiDefinition) -> Measure:
    """What a definition promises, as the kernel judges by it."""
    first, second, third = (Decimal(edge) for edge in definition.edges)
    return Measure(
        target=definition.target, lower_is_better=definition.lower_is_better, scale=definition.scale,
        edges=(first, second, third), stretch=definition.stretch, low_volume_under=definition.low_volume_under,
        fewest=definition.fewest,
    )  # fmt: skip


def definitions_in_force(contract_id: int, month: date) -> list[KpiDefinition]:
    """The version of each definition that holds for a whole month: accepted, begun by its first day; by code."""
    newest = {row.code: row for row in _DEFINED.rows(Scope(community_id=0), None, contract_id, month)}
    return [newest[code] for code in sorted(newest)]


def _defined(_scope: Scope, _form: None, contract_id: int, month: date) -> QuerySet[KpiDefinition]:
    with everywhere(reason="the definitions of one contract a month is counted by"):
        rows = KpiDefinition.objects.filter(contract=contract_id, standing="accepted", valid_from__lte=month)
    return rows.order_by("valid_from", "number")


_DEFINED: Shaped[KpiDefinition] = Shaped(_defined)


@dataclass(frozen=True, slots=True)
class Remedies:
    """The remedy terms of a month, and the version that says so."""

    row: RemedyTermsVersion
    terms: RemedyTerms


def remedies_in_force(contract_id: int, month: date) -> Remedies | None:
    """The remedies that hold in a month; None while the parties have agreed on none."""
    row = _REMEDIES.first(Scope(community_id=0), None, contract_id, month)
    return Remedies(row, terms_from(row.terms)) if row is not None else None


def _agreed(_scope: Scope, _form: None, contract_id: int, month: date) -> QuerySet[RemedyTermsVersion]:
    with everywhere(reason="the remedy terms of one contract a month is counted by"):
        rows = RemedyTermsVersion.objects.filter(contract=contract_id, standing="accepted", valid_from__lte=month)
    return rows.order_by("-valid_from", "-number")[:1]


_REMEDIES: Shaped[RemedyTermsVersion] = Shaped(_agreed)


def definitions_shown(scope: Scope, contract_id: int) -> QuerySet[KpiDefinition]:
    """Every version the reader may see, by code, the newest first."""
    rows = KpiDefinition.objects.within(scope).filter(contract=contract_id).select_related("party")
    return rows.order_by("code", "-number")


def versions_of(scope: Scope, contract_id: int, code: str) -> QuerySet[KpiDefinition]:
    """The versions of one definition, the newest first."""
    return definitions_shown(scope, contract_id).filter(code=code)


def remedies_shown(scope: Scope, contract_id: int) -> QuerySet[RemedyTermsVersion]:
    """The versions of the remedies, the newest first."""
    rows = RemedyTermsVersion.objects.within(scope).filter(contract=contract_id).select_related("party")
    return rows.order_by("-number")
