"""The lists of sites, rooms and things, to be asked."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.registers.estate.models import Asset, Site, Space
from samdrift.registers.estate.queries.asked import site_column
from samdrift.registers.estate.queries.uses import ROOM_USES
from samdrift.registers.parties.public import unit_column

VIEW = "estate.view"
KINDS = {
    "main_station": _("Main station"), "station": _("Station"), "local_station": _("Local station"),
    "garage": _("Garage"), "training": _("Training centre"), "office": _("Office"), "store": _("Store"),
}  # fmt: skip
SITE_STATES = {
    "planned": _("Planned"), "onboarding": _("Onboarding"), "live": _("Live"), "reduced": _("Reduced"),
    "closing": _("Closing"), "closed": _("Closed"),
}  # fmt: skip
SPACE_STATES = {
    "draft": _("Draft"), "active": _("In use"), "out_of_use": _("Out of use"), "merged": _("Became part of another"),
    "split": _("Divided"), "removed": _("No longer there"),
}  # fmt: skip

register_dataset(
    Dataset(
        code="sites", name=_("Sites"), permission=VIEW, rows=rows_of(Site), order="code",
        page=page_named("estate:site"),
        meaning=_("Every site of the estate."),
        columns=(
            Column(code="code", name=_("Code"), kind="text", path="code"),
            site_column("pk"),
            unit_column(),
            Column(code="kind", name=_("Kind"), kind="code", path="kind", words=KINDS),
            Column(code="state", name=_("State"), kind="code", path="state", words=SITE_STATES),
            Column(code="town", name=_("Town"), kind="text", path="town", groupable=True),
            Column(code="postal_code", name=_("Postal code"), kind="text", path="postal_code", shown=False),
            Column(code="tenure", name=_("Tenure"), kind="text", path="tenure", shown=False, groupable=True),
        ),
    )
)  # fmt: skip

register_dataset(
    Dataset(
        code="rooms", name=_("Rooms"), permission=VIEW, rows=rows_of(Space), order="number",
        page=page_named("estate:space"), meaning=_("Every room and outdoor area, with its area and use."),
        columns=(
            Column(code="number", name=_("Number"), kind="text", path="number"),
            Column(code="name", name=_("Name"), kind="text", path="name"),
            site_column(), unit_column("site__unit_id"),
            Column(code="storey", name=_("Storey"), kind="text", path="storey__name"),
            Column(code="building", name=_("Building"), kind="text", path="storey__building__code", shown=False),
            Column(code="use", name=_("Use"), kind="code", path="use", words=ROOM_USES),
            Column(code="area", name=_("Area, m²"), kind="number", path="area_m2"),
            Column(code="floor_covering", name=_("Floor covering"), kind="code", path="floor_covering", shown=False),
            Column(code="quality", name=_("Quality level"), kind="code", path="quality_profile", shown=False),
            Column(code="outdoor", name=_("Outdoors"), kind="yesno", path="outdoor", shown=False),
            Column(code="state", name=_("State"), kind="code", path="state", words=SPACE_STATES, shown=False),
        ),
    )
)  # fmt: skip

register_dataset(
    Dataset(
        code="assets", name=_("Things"), permission=VIEW, rows=rows_of(Asset), order="number",
        page=page_named("estate:asset"), meaning=_("Every installation and thing that is looked after."),
        columns=(
            Column(code="number", name=_("Number"), kind="text", path="number"),
            Column(code="name", name=_("Name"), kind="text", path="name"),
            Column(code="kind", name=_("Kind"), kind="code", path="kind"),
            site_column(), unit_column("site__unit_id"),
            Column(code="room", name=_("Room"), kind="text", path="space__number"),
            Column(code="make", name=_("Make"), kind="text", path="make", shown=False, groupable=True),
            Column(code="product", name=_("Product"), kind="text", path="product", shown=False),
            Column(code="serial", name=_("Serial number"), kind="text", path="serial", shown=False),
            Column(code="installed", name=_("Installed"), kind="day", path="installed_on"),
            Column(code="warranty", name=_("Warranty until"), kind="day", path="warranty_to", shown=False),
            Column(code="criticality", name=_("Criticality"), kind="code", path="criticality", shown=False),
            Column(code="condition", name=_("Condition"), kind="number", path="condition"),
            Column(code="state", name=_("State"), kind="code", path="state", shown=False),
        ),
    )
)  # fmt: skip
