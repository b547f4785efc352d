"""What the report shall tell once there is data for it: said plainly in the appendix until a room brings it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Section, nothing
from samdrift.partnership.reports.queries.own_sections.named import MONTH, PACK

NOT_YET = _("This is not recorded in the product yet.")
LATER: tuple[tuple[str, object, int, frozenset[str]], ...] = (
    ("quality", _("Quality controls: lots, findings, joint walks"), 40, MONTH),
    ("fleet", _("Vehicles: service due, overdue, availability"), 55, MONTH),
    ("lost_property", _("Lost property: in, returned, disposed"), 57, MONTH),
    ("canteen", _("Canteen: covers, food waste, organic share"), 60, MONTH),
    ("environment", _("Waste and environment"), 62, MONTH),
    ("safety", _("Health and safety"), 65, MONTH),
    ("workforce", _("Workforce: posts, vacancies, turnover"), 67, MONTH),
    ("inclusion", _("Inclusion: places, starts, steps, jobs"), 70, MONTH),
    ("issues", _("Issues by level, early warnings, actions"), 92, MONTH),
    ("goals", _("Goals of both parties"), 12, PACK),
    ("relationship", _("Relationship index and its gaps"), 14, PACK),
    ("risks", _("The ten gravest risks"), 35, PACK),
    ("innovation", _("Ideas on their way"), 75, PACK),
    ("mobilisation", _("Mobilisation and transition"), 78, PACK),
)


def sections() -> Sequence[Section]:
    """A section without data for each of them."""
    return tuple(
        Section(code=code, title=title, place=place, kinds=kinds, load=nothing, waits_for=NOT_YET)
        for code, title, place, kinds in LATER
    )


SECTIONS = sections()
