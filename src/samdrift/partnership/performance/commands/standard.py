"""The key figures a new contract can begin with (domain.md §3.4), for the parties to change; and its remedies."""

from datetime import date
from decimal import Decimal

from samdrift.partnership.performance.commands.defining import DefinitionDraft, RemedyDraft
from samdrift.partnership.performance.data.standard_set import FIGURES, Figure


def standard_definitions(valid_from: date) -> list[DefinitionDraft]:
    """The twenty-four figures with their weights, which add up to a hundred per cent of the amount at risk."""
    return [_draft(figure, valid_from) for figure in FIGURES]


def _draft(figure: Figure, valid_from: date) -> DefinitionDraft:
    return DefinitionDraft(
        code=figure.code, name=figure.name, counted=figure.counted, source=figure.source, target=Decimal(figure.target),
        valid_from=valid_from, per=figure.per, line_code=figure.line, clause=f"Annex 5, {figure.code}",
        lower_is_better=figure.lower, scale=figure.scale, unit_word=figure.unit, edges=figure.edges,
        stretch=Decimal(figure.stretch) if figure.stretch else None, low_volume_under=figure.low_volume_under,
        fewest=figure.fewest, weight=Decimal(figure.weight), earns_back=figure.earns_back, published=figure.published,
    )  # fmt: skip


def standard_remedies(valid_from: date) -> RemedyDraft:
    """Model B with the shares, ratchet, caps and grace domain.md §3.4 takes."""
    return RemedyDraft(
        valid_from=valid_from,
        terms={
            "model": "B", "at_risk": "0.08", "ratchet": ["1.00", "1.25", "1.50", "2.00"], "cap_line": "0.15",
            "cap_month": "0.10", "grace": ["0", "0.5"], "earn_back_share": "0.5", "earn_back_months": 3,
            "waiver_alone_minor": 5_000_000,
        },
    )  # fmt: skip
