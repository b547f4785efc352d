"""What other rooms and the doors may use of key figures and credits."""

from samdrift.partnership.performance.commands.correcting import record_reading
from samdrift.partnership.performance.commands.crediting import agree_credits, note_invoiced
from samdrift.partnership.performance.commands.defining import (
    DefinitionDraft,
    RemedyDraft,
    agree_at_signing,
    answer_terms,
    propose_definition,
)
from samdrift.partnership.performance.commands.freezing import freeze_month
from samdrift.partnership.performance.commands.measuring import compute_month
from samdrift.partnership.performance.commands.reviewing import agree_month, answer, dispute, settle
from samdrift.partnership.performance.commands.running import count_running_months
from samdrift.partnership.performance.commands.standard import standard_definitions, standard_remedies
from samdrift.partnership.performance.events import CreditsAgreed, CreditsCalculated, ResultsFrozen
from samdrift.partnership.performance.models import (
    FeeReduction,
    KpiDefinition,
    KpiPeriod,
    KpiReading,
    KpiResult,
    ServiceCredit,
)
from samdrift.partnership.performance.queries.as_known import (
    credits_known,
    decisions_made,
    disputed_until,
    months_move,
    reductions_known,
    results_known,
)
from samdrift.partnership.performance.queries.billing import charges_of_month, unfrozen_of
from samdrift.partnership.performance.queries.exposure import Exposure, exposure
from samdrift.partnership.performance.queries.exposure import Line as RunningFigure
from samdrift.partnership.performance.queries.months import counting_scope, tops_of
from samdrift.partnership.performance.queries.reading import credits_wait, period_of, result_of
from samdrift.partnership.performance.queries.recount import recount
from samdrift.partnership.performance.queries.terms import definitions_in_force, remedies_in_force
from samdrift.partnership.performance.queries.years import FrozenYear, YearFigure, frozen_year
from samdrift.partnership.performance.registry import FigureSource, register_source

__all__ = [
    "CreditsAgreed",
    "CreditsCalculated",
    "DefinitionDraft",
    "Exposure",
    "FeeReduction",
    "FigureSource",
    "FrozenYear",
    "KpiDefinition",
    "KpiPeriod",
    "KpiReading",
    "KpiResult",
    "RemedyDraft",
    "ResultsFrozen",
    "RunningFigure",
    "ServiceCredit",
    "YearFigure",
    "agree_at_signing",
    "agree_credits",
    "agree_month",
    "answer",
    "answer_terms",
    "charges_of_month",
    "compute_month",
    "count_running_months",
    "counting_scope",
    "credits_known",
    "credits_wait",
    "decisions_made",
    "definitions_in_force",
    "dispute",
    "disputed_until",
    "exposure",
    "freeze_month",
    "frozen_year",
    "months_move",
    "note_invoiced",
    "period_of",
    "propose_definition",
    "record_reading",
    "recount",
    "reductions_known",
    "register_source",
    "remedies_in_force",
    "result_of",
    "results_known",
    "settle",
    "standard_definitions",
    "standard_remedies",
    "tops_of",
    "unfrozen_of",
]
