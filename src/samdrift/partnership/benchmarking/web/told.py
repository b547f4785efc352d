"""What the room's rows are called where an event speaks of them."""

from datetime import date

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.partnership.benchmarking.models import BenchmarkTerms, Pack, PeerValue, PriceFactor
from samdrift.partnership.benchmarking.rules import periods


def register() -> None:
    """Announce the room's rows."""
    for kind, rows in ROWS.items():
        register_rows(kind, rows)


def _period(first_day: date, last_day: date, _language: str) -> str:
    return periods.name_of(first_day, last_day)


def _as_written(text: str, _language: str) -> str:
    return text


ROWS: dict[str, Rows] = {
    "benchmarking.pack": Rows(Pack.objects.within, ("first_day", "last_day"), _period, "benchmarking:page"),
    "benchmarking.benchmarkterms": Rows(BenchmarkTerms.objects.within, ("clause",), _as_written),
    "benchmarking.peervalue": Rows(PeerValue.objects.within, ("peer",), _as_written),
    "benchmarking.pricefactor": Rows(PriceFactor.objects.within, ("source",), _as_written),
}
