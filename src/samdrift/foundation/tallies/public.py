"""What rooms use of tallies."""

from samdrift.foundation.tallies.counting import zones_of
from samdrift.foundation.tallies.days import Zones
from samdrift.foundation.tallies.keeping import mark
from samdrift.foundation.tallies.queries import Sums, counted_until, standing_sources, tallies
from samdrift.foundation.tallies.reading import keep_up, rebuild_all
from samdrift.foundation.tallies.registry import Raw, TallySource, forget_tally, register_tally, sources

__all__ = [
    "Raw",
    "Sums",
    "TallySource",
    "Zones",
    "counted_until",
    "forget_tally",
    "keep_up",
    "mark",
    "rebuild_all",
    "register_tally",
    "sources",
    "standing_sources",
    "tallies",
    "zones_of",
]
