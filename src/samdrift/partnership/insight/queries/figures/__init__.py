"""The house's figures, by what they are about."""

from samdrift.partnership.insight.queries.figures import delivered, estate, kpi, money, people, requests, said, work
from samdrift.partnership.insight.registry import register_family, register_figure


def register() -> None:
    """Announce every figure of the house, in the order lists show them."""
    for module in (requests, said, work, delivered, money, estate, people):
        for one in module.FIGURES:
            register_figure(one)
    register_family(kpi.FAMILY)
