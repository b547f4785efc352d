"""The sections of what has data today; rooms that come later register theirs by `foundation.sections`."""

from samdrift.foundation.sections import register_section
from samdrift.partnership.reports.queries.own_sections import (
    ahead,
    changes,
    cover,
    delivered,
    desk,
    kpis,
    later,
    money,
    said,
    savings,
    steering,
    trust,
    urgent,
    volumes,
    work,
)


def register() -> None:
    """Announce every section of this room."""
    for module in (
        cover,
        volumes,
        kpis,
        delivered,
        urgent,
        work,
        desk,
        money,
        savings,
        changes,
        said,
        ahead,
        trust,
        steering,
        later,
    ):
        for section in module.SECTIONS:
            register_section(section)
