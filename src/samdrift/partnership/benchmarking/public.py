"""What other rooms and the doors may use of benchmark packs."""

from samdrift.partnership.benchmarking.commands.packs import answer_pack, freeze_pack, make_pack, refresh_pack, say
from samdrift.partnership.benchmarking.commands.stating import import_values, state_factor, state_value
from samdrift.partnership.benchmarking.commands.terms import (
    BenchmarkTermsDraft,
    answer_terms,
    propose_terms,
    write_terms,
)
from samdrift.partnership.benchmarking.events import PackAnswered, PackFrozen, PackMade
from samdrift.partnership.benchmarking.models import Pack
from samdrift.partnership.benchmarking.queries.comparing import Again, made_again
from samdrift.partnership.benchmarking.queries.reading import data_of
from samdrift.partnership.benchmarking.rules.facts import Stated, StatedFactor

__all__ = [
    "Again",
    "BenchmarkTermsDraft",
    "Pack",
    "PackAnswered",
    "PackFrozen",
    "PackMade",
    "Stated",
    "StatedFactor",
    "answer_pack",
    "answer_terms",
    "data_of",
    "freeze_pack",
    "import_values",
    "made_again",
    "make_pack",
    "propose_terms",
    "refresh_pack",
    "say",
    "state_factor",
    "state_value",
    "write_terms",
]
