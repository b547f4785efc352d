"""Sites, buildings, storeys, spaces and assets; areas and uses are dated rows, and nothing is ever deleted."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.registers.estate import rules


class Site(ScopedModel):
    """An address-level place, used by one unit of the customer."""

    code = models.CharField(max_length=20)
    name = TranslatedField()
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, blank=True)  # main_station, station, local_station, garage, office …
    address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    town = models.CharField(max_length=80, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    timezone = models.CharField(max_length=64)
    calendar_code = models.CharField(max_length=20, blank=True)  # the site's own opening calendar, if any
    tenure = models.CharField(max_length=60, blank=True, default="", db_default="")  # owned, leased …, as it was told
    opening_hours = models.CharField(max_length=300, blank=True, default="", db_default="")  # in words, for readers
    zone = models.CharField(max_length=12, default="normal")  # normal, staff, secured: the default for its places
    state = models.CharField(max_length=12, default="live")  # planned, onboarding, live, reduced, closing, closed
    sort_da = models.CharField(max_length=160, blank=True)
    sort_sv = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_site_code_is_used_once")]
        indexes = [models.Index(fields=["community", "unit"], name="site_by_unit")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "estate.view", unit="unit_id", site="pk", of_contract="unit_id", any_line=True
        )


class PlaceModel(ScopedModel):
    """What lies on a site, and is seen by whoever sees the site."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "estate.view", unit="site__unit_id", site="site_id", of_contract="site__unit_id",
            any_line=True,
        )  # fmt: skip


class Building(PlaceModel):
    """A building of a site."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=160, blank=True)
    use = models.CharField(max_length=24, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    model_key = models.CharField(max_length=64, blank=True)  # GlobalId or COBie name
    state = models.CharField(max_length=12, default="active")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="a_building_code_is_used_once")]


class Storey(PlaceModel):
    """A floor of a building."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, blank=True, default="", db_default="")  # as tables call it, if any do
    name = models.CharField(max_length=160)
    level = models.SmallIntegerField(default=0)
    elevation_m = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    model_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, default="active")

    class Meta:
        indexes = [models.Index(fields=["building", "level"], name="storey_by_level")]


class Space(PlaceModel):
    """A room or an outdoor area: the smallest place. `area_m2` is today's; `SpaceArea` has every day's."""

    storey = models.ForeignKey(Storey, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=60)
    name = models.CharField(max_length=160, blank=True)
    use = models.CharField(max_length=32, default="other")  # a use of `rules.SPACE_USES`
    outdoor = models.BooleanField(default=False)
    zone = models.CharField(max_length=12, default="normal")
    area_m2 = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    floor_covering = models.CharField(max_length=32, blank=True)
    quality_profile = models.CharField(max_length=32, blank=True)
    availability_weight = models.PositiveSmallIntegerField(default=1)
    model_key = models.CharField(max_length=64, blank=True)
    outline = models.JSONField(null=True, blank=True)  # rings in centimetres of the storey's plan
    state = models.CharField(max_length=12, default="active")  # draft, active, out_of_use, merged, split, removed
    search_text = models.CharField(max_length=240, blank=True)  # folded number and name

    class Meta:
        indexes = [
            models.Index(fields=["site", "number"], name="space_by_number"),
            models.Index(fields=["storey"], name="space_by_storey"),
            models.Index(fields=["site", "model_key"], name="space_by_model_key"),
            # Read from end to end while somebody types: the index is a fraction of the table, outlines and all.
            models.Index(fields=["community", "search_text"], name="space_by_search_text"),
            # Areas are added up from this alone, by site and by what the gate asks.
            models.Index(
                fields=["community", "site", "state", "data_class", "owner_party", "area_m2"], name="space_by_area"
            ),
        ]


class SpaceArea(PlaceModel):
    """A space's area from a day to a day, as known from one moment to another."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="+")
    area_m2 = models.DecimalField(max_digits=12, decimal_places=3)
    basis = models.CharField(max_length=12, default="NRA")  # which area of EN 15221-6
    source = models.CharField(max_length=80)  # the quantity it was read from, "geometry", "typed"
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["space", "valid_from"], name="area_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(area_m2__gte=0), name="an_area_is_never_negative"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="an_area_ends_after_it_begins",
            ),
        ]


class SpaceLineage(PlaceModel):
    """Which space took over from which: a merge has many predecessors, a split many successors."""

    predecessor = models.ForeignKey(Space, models.PROTECT, related_name="+")
    successor = models.ForeignKey(Space, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)  # merged, split, replaced
    on = models.DateField()


class SpaceGroup(PlaceModel):
    """A zone of a model: spaces that belong together."""

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40, blank=True)
    model_key = models.CharField(max_length=64, blank=True)
    spaces = models.JSONField(default=list)  # ids of spaces


class Asset(PlaceModel):
    """A thing that is maintained."""

    space = models.ForeignKey(Space, models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, default="other")  # an asset class of `rules.ASSET_CLASSES`
    classification = models.CharField(max_length=80, blank=True)
    make = models.CharField(max_length=120, blank=True)
    product = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    installed_on = models.DateField(null=True, blank=True)
    warranty_to = models.DateField(null=True, blank=True)
    criticality = models.CharField(max_length=1, default="C")
    condition = models.PositiveSmallIntegerField(null=True, blank=True)
    zone = models.CharField(max_length=12, default="normal")
    model_key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16, default="in_service")
    search_text = models.CharField(max_length=240, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "number"], name="asset_by_number"),
            models.Index(fields=["space"], name="asset_by_space"),
            models.Index(fields=["site", "model_key"], name="asset_by_model_key"),
            models.Index(fields=["community", "search_text"], name="asset_by_search_text"),
        ]


class ModelImport(ScopedModel):
    """A building model, workbook or table on its way in: uploaded → validated → diffed → approved → applied.

    A model or workbook is of one site; a table is of a unit, and its rows name their sites. Without a unit a table of
    people or units is of the whole community. What may be done with it, and who sees it, goes by what it holds.
    """

    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12)  # ifc, cobie, or a kind of table: sites, people …
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="uploaded")  # … or rejected, refused
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    facts = models.JSONField(default=dict)  # schema, counts, area
    findings = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    refusal = models.CharField(max_length=400, blank=True)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField(null=True, blank=True)
    # What somebody said of a table: {"columns": header → field, "values": field → their word → ours,
    # "defaults": field → value, "options": …}.
    mapping = models.JSONField(default=dict, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        rows = ~Q(kind__in=rules.IMPORT_PERMISSIONS) & scope.narrow(
            permission or "estate.view", unit="unit_id", site="site_id"
        )
        for kind, needed in rules.IMPORT_PERMISSIONS.items():
            rows |= Q(kind=kind) & scope.narrow(needed, unit="unit_id")
        return rows


class TableMapping(ScopedModel):
    """What the columns and words of another system's tables mean here, kept by whoever found out, to be used again."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    mapping = models.JSONField(default=dict)  # as `ModelImport.mapping`
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "kind", "name"], name="a_table_mapping_is_named_once")
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        rows = ~Q(kind__in=rules.IMPORT_PERMISSIONS) & scope.narrow(permission or "estate.import")
        for kind, needed in rules.IMPORT_PERMISSIONS.items():
            rows |= Q(kind=kind) & scope.narrow(needed)
        # Who reaches only a part of the community has their own.
        return rows | Q(community=scope.community_id, saved_by__isnull=False, saved_by=scope.person_id)


class FloorPlan(PlaceModel):
    """The drawing of a storey: space outlines, and walls once the background job has cut them."""

    storey = models.OneToOneField(Storey, models.PROTECT, related_name="+")
    bounds = models.JSONField(default=list)  # left, top, right, bottom in centimetres
    walls = models.TextField(blank=True)  # one SVG path
    source_digest = models.CharField(max_length=64, blank=True)


class BuildingMesh(PlaceModel):
    """A building as a browser draws it: made of its model's shapes, or raised from its floor plans.

    The bytes lie with the files under their hash. They hold every room, secured ones too, so they are served by the
    model's page only, which takes out what the reader may not see.
    """

    building = models.OneToOneField(Building, models.PROTECT, related_name="+")
    made_from = models.CharField(max_length=8)  # ifc, plans
    sha256 = models.CharField(max_length=64)
    source_digest = models.CharField(max_length=64, blank=True)  # of the model it was made from
    made_at = models.DateTimeField()
    rooms = models.PositiveIntegerField()
    triangles = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes


class UnitBorder(ScopedModel):
    """Where a unit's district lies, from a day to a day, as known from one moment to another."""

    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+")
    rings = models.JSONField(default=list)  # points in steps of the map's plane (kernel/maps.py)
    label_x = models.PositiveIntegerField()
    label_y = models.PositiveIntegerField()
    source = models.CharField(max_length=160)  # whose borders they are: shown beside the map
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["community", "valid_from"], name="border_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_border_ends_after_it_begins",
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()
