"""What other rooms and the doors may use of the overview."""

from samdrift.partnership.insight.queries.counting import ratio
from samdrift.partnership.insight.queries.telling import remembered, remembering, tell, whole
from samdrift.partnership.insight.registry import (
    BY,
    KINDS,
    Asked,
    Cell,
    Family,
    Figure,
    figure,
    figure_for,
    figures,
    register_family,
    register_figure,
    unregister_figure,
)
from samdrift.partnership.insight.rules.hiding import FEWEST, hidden
from samdrift.partnership.insight.rules.ranking import Standing, interval, ranked

__all__ = [
    "BY",
    "FEWEST",
    "KINDS",
    "Asked",
    "Cell",
    "Family",
    "Figure",
    "Standing",
    "figure",
    "figure_for",
    "figures",
    "hidden",
    "interval",
    "ranked",
    "ratio",
    "register_family",
    "register_figure",
    "remembered",
    "remembering",
    "tell",
    "unregister_figure",
    "whole",
]
