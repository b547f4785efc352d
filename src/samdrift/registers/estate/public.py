"""What other rooms may use of the estate."""

from samdrift.registers.estate.commands.borders import BordersSet, place_site, set_borders
from samdrift.registers.estate.commands.drawing import ask_for_walls
from samdrift.registers.estate.commands.importing import (
    apply_import,
    approve_import,
    read_model,
    reject_import,
    stage_changes,
    upload_model,
)
from samdrift.registers.estate.commands.keeping import keep_file
from samdrift.registers.estate.commands.meshing import keep_meshes
from samdrift.registers.estate.commands.places import (
    AssetDraft,
    SiteDraft,
    record_assets,
    record_site,
    restart_asset,
    set_zone,
    stop_asset,
)
from samdrift.registers.estate.commands.streamed import (
    apply_rows,
    checked_mapping,
    save_mapping,
    saved_mapping,
    stage_rows,
)
from samdrift.registers.estate.commands.tables import apply_table, stage_table, upload_table
from samdrift.registers.estate.events import ImportApplied, SpaceRemoved, SpacesSucceeded
from samdrift.registers.estate.models import (
    Asset,
    Building,
    FloorPlan,
    ModelImport,
    Site,
    Space,
    SpaceArea,
    SpaceLineage,
    Storey,
)
from samdrift.registers.estate.queries.asked import site_column
from samdrift.registers.estate.queries.finding import rooms_called, things_called
from samdrift.registers.estate.queries.places import came_from
from samdrift.registers.estate.queries.positions import (
    SITE_KINDS,
    BorderOnMap,
    PlacedSite,
    borders_on,
    countries_of,
    places_of_sites,
    uid_of_site,
    units_with_sites,
)
from samdrift.registers.estate.queries.table_export import columns_of as columns_of_table
from samdrift.registers.estate.queries.table_export import rows_of as rows_of_table
from samdrift.registers.estate.registry import (
    Colouring,
    PlacePanel,
    Shade,
    Shaded,
    TableKeeper,
    register_colouring,
    register_open_counts,
    register_place_panel,
    register_table,
)
from samdrift.registers.estate.rules import OF_EMPLOYER, told_to_strangers

__all__ = [
    "OF_EMPLOYER",
    "SITE_KINDS",
    "Asset",
    "AssetDraft",
    "BorderOnMap",
    "BordersSet",
    "Building",
    "Colouring",
    "FloorPlan",
    "ImportApplied",
    "ModelImport",
    "PlacePanel",
    "PlacedSite",
    "Shade",
    "Shaded",
    "Site",
    "SiteDraft",
    "Space",
    "SpaceArea",
    "SpaceLineage",
    "SpaceRemoved",
    "SpacesSucceeded",
    "Storey",
    "TableKeeper",
    "apply_import",
    "apply_rows",
    "apply_table",
    "approve_import",
    "ask_for_walls",
    "borders_on",
    "came_from",
    "checked_mapping",
    "columns_of_table",
    "countries_of",
    "keep_file",
    "keep_meshes",
    "place_site",
    "places_of_sites",
    "read_model",
    "record_assets",
    "record_site",
    "register_colouring",
    "register_open_counts",
    "register_place_panel",
    "register_table",
    "reject_import",
    "restart_asset",
    "rooms_called",
    "rows_of_table",
    "save_mapping",
    "saved_mapping",
    "set_borders",
    "set_zone",
    "site_column",
    "stage_changes",
    "stage_rows",
    "stage_table",
    "stop_asset",
    "things_called",
    "told_to_strangers",
    "uid_of_site",
    "units_with_sites",
    "upload_model",
    "upload_table",
]
