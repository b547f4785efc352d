"""What other rooms and the doors may use of the overview."""

from samdrift.partnership.insight.commands import (
    ReleaseDraft,
    agree_to_release,
    load_releases,
    note_read,
    propose_release,
    refuse_release,
)
from samdrift.partnership.insight.events import ReleaseMoved
from samdrift.partnership.insight.models import TimeReleased
from samdrift.partnership.insight.queries.counting import ratio
from samdrift.partnership.insight.queries.delivered import HOURS, SHOWN_BY, proofs_in
from samdrift.partnership.insight.queries.figures.said import complaints_in
from samdrift.partnership.insight.queries.places import districts
from samdrift.partnership.insight.queries.telling import compare, remembered, remembering, tell, whole
from samdrift.partnership.insight.queries.tiles import Tile, tiles
from samdrift.partnership.insight.registry import (
    BY,
    KINDS,
    Asked,
    Cell,
    Family,
    Figure,
    Panel,
    figure,
    figure_for,
    figures,
    register_family,
    register_figure,
    register_panel,
    unregister_figure,
)
from samdrift.partnership.insight.rules import reading
from samdrift.partnership.insight.rules.hiding import FEWEST, hidden
from samdrift.partnership.insight.rules.ranking import Standing, interval, ranked

__all__ = [
    "BY",
    "FEWEST",
    "HOURS",
    "KINDS",
    "SHOWN_BY",
    "Asked",
    "Cell",
    "Family",
    "Figure",
    "Panel",
    "ReleaseDraft",
    "ReleaseMoved",
    "Standing",
    "Tile",
    "TimeReleased",
    "agree_to_release",
    "compare",
    "complaints_in",
    "districts",
    "figure",
    "figure_for",
    "figures",
    "hidden",
    "interval",
    "load_releases",
    "note_read",
    "proofs_in",
    "propose_release",
    "ranked",
    "ratio",
    "reading",
    "refuse_release",
    "register_family",
    "register_figure",
    "register_panel",
    "remembered",
    "remembering",
    "tell",
    "tiles",
    "unregister_figure",
    "whole",
]
