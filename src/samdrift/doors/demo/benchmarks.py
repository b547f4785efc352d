"""The demonstration's benchmark pack of 2025, half a year before the option is due: beside peers plainly invented.

Windows and vehicles lie above what is tolerated; of the grounds two sources differ; of caretaking there are two peers,
and one of offices is measured otherwise. The client has answered, the provider has not.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from samdrift.doors.demo.people import Parties
from samdrift.foundation.scope import Scope
from samdrift.partnership.benchmarking import public as benchmarking
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
TERMS = datetime(2025, 11, 3, 9, tzinfo=UTC)
STATED = datetime(2026, 1, 8, 9, tzinfo=UTC)
MADE = datetime(2026, 1, 12, 9, tzinfo=UTC)
SAID = datetime(2026, 1, 13, 9, tzinfo=UTC)
HEAD = "peer;source;year;price level;line;item;unit;area basis;quality;currency;value"
SOURCE = "Invented for the demonstration"
CLIENTS = (
    ("1", "WIN", "WIN-RND", "visit", "", "2025", "3950"), ("2", "WIN", "WIN-RND", "visit", "", "2025", "4100"),
    ("3", "WIN", "WIN-RND", "visit", "", "2025", "4220"),
    ("1", "FLT", "FLT-VEH", "vehicle_year", "", "2025", "4300"),
    ("2", "FLT", "FLT-VEH", "vehicle_year", "", "2025", "4450"),
    ("3", "FLT", "FLT-VEH", "vehicle_year", "", "2024", "4490"),
    ("1", "RES", "RES-MEA", "meal", "", "2025", "13,50"), ("2", "RES", "RES-MEA", "meal", "", "2025", "14,60"),
    ("4", "RES", "RES-MEA", "meal", "", "2025", "15,20"),
    ("1", "MNT", "MNT-ARE", "m2_year", "NRA", "2025", "88"), ("2", "MNT", "MNT-ARE", "m2_year", "NRA", "2024", "93"),
    ("3", "MNT", "MNT-ARE", "m2_year", "NRA", "2025", "101"),
    ("1", "GRD", "GRD-VIS", "visit", "", "2025", "1250"), ("2", "GRD", "GRD-VIS", "visit", "", "2025", "1310"),
    ("3", "GRD", "GRD-VIS", "visit", "", "2025", "1620"),
    ("1", "CAR", "CAR-HRS", "hour", "", "2025", "415"), ("4", "CAR", "CAR-HRS", "hour", "", "2025", "428"),
    ("1", "CLN", "CLN-OFF", "m2_year", "NRA", "2025", "150"), ("2", "CLN", "CLN-OFF", "m2_year", "GIA", "2025", "118"),
)  # fmt: skip
# What the provider states beside it: of one peer another value, and one more peer of the offices.
PROVIDERS = (
    ("2", "GRD", "GRD-VIS", "visit", "", "2025", "1490"), ("3", "CLN", "CLN-OFF", "m2_year", "NRA", "2025", "162"),
)  # fmt: skip


def load_pack(made: Parties, contract: contracts.Contract) -> None:
    """Terms, the market's figures of both parties, the pack of the year, and what was said of it so far."""
    uid = contract.uid
    draft = benchmarking.BenchmarkTermsDraft(
        valid_from=FIRST, clause="9.4", tolerance=Decimal(5), note="As in the appendix on benchmarking"
    )  # fmt: skip
    row = benchmarking.propose_terms(_as(made, "CTR-C", TERMS), uid, draft, now=TERMS)
    benchmarking.answer_terms(_as(made, "CTR-P", TERMS), row.uid, "accept", expected_version=None, now=TERMS)
    for role, rows in (("CTR-C", CLIENTS), ("CTR-P", PROVIDERS)):
        benchmarking.import_values(_as(made, role, STATED), uid, _table(role, rows), now=STATED)
    factor = benchmarking.StatedFactor(
        currency="DKK", level="2024", to_currency="DKK", to_level="2025", value=Decimal("1.0150"),
        source=f"Mean of the index of 2025 by that of 2024. {SOURCE}",
    )  # fmt: skip
    benchmarking.state_factor(_as(made, "CTR-C", STATED), uid, factor, now=STATED)
    pack = benchmarking.make_pack(_as(made, "CTR-C", MADE), uid, FIRST, LAST, now=MADE)
    words = "The tyre deal ends in June. We would see what the price is without it."
    benchmarking.say(_as(made, "CTR-C", SAID), pack.uid, words, key="FLT:FLT-VEH", now=SAID)
    words = "Two of the peers have half as many storeys. We bring what a round takes in hours."
    benchmarking.say(_as(made, "CTR-P", SAID), pack.uid, words, key="WIN:WIN-RND", now=SAID)
    benchmarking.answer_pack(_as(made, "CTR-C", SAID), pack.uid, "agreed", expected_version=None, now=SAID)


def _table(role: str, rows: tuple[tuple[str, ...], ...]) -> str:
    source = f"{SOURCE} ({'the client' if role == 'CTR-C' else 'the provider'})"
    told = (
        f"Peer {number} (invented);{source};{level};{level};{line};{item};{unit};{basis};;DKK;{value}"
        for number, line, item, unit, basis, level, value in rows
    )
    return "\n".join((HEAD, *told))


def _as(made: Parties, role: str, moment: datetime) -> Scope:
    found = parties.scope_at(made.faces[role], None, now=moment)
    assert found is not None
    return found
