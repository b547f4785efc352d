"""What each definition's figure of a month comes to."""

from collections.abc import Iterable

from samdrift.partnership.performance.models import KpiDefinition
from samdrift.partnership.performance.queries import sources
from samdrift.partnership.performance.queries.months import Month
from samdrift.partnership.performance.queries.sources import Counted


def counted_by_definition(month: Month, definitions: Iterable[KpiDefinition]) -> dict[str, Counted]:
    """What each definition's figure came to, by its code; without one where nothing sees it."""
    definitions = list(definitions)
    read = [one.code for one in definitions if one.source == sources.READING]
    found = sources.counted(month, {one.source for one in definitions}, read)
    told = {}
    for one in definitions:
        name = f"{sources.READING}:{one.code}" if one.source == sources.READING else one.source
        told[one.code] = found.get(name, {})
    return told
