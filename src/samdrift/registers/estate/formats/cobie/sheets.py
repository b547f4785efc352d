"""The sheets of COBie 2.4, their columns in the standard's order, and which columns refer to which sheet."""

from collections.abc import Mapping

EXTERNAL = ("ExtSystem", "ExtObject", "ExtIdentifier")
CREATED = ("CreatedBy", "CreatedOn")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Contact": (
        "Email", *CREATED, "Category", "Company", "Phone", "ExternalSystem", "ExternalObject", "ExternalIdentifier",
        "Department", "OrganizationCode", "GivenName", "FamilyName", "Street", "PostalBox", "Town", "StateRegion",
        "PostalCode", "Country",
    ),
    "Facility": (
        "Name", *CREATED, "Category", "ProjectName", "SiteName", "LinearUnits", "AreaUnits", "VolumeUnits",
        "CurrencyUnit", "AreaMeasurement", "ExternalSystem", "ExternalProjectObject", "ExternalProjectIdentifier",
        "ExternalSiteObject", "ExternalSiteIdentifier", "ExternalFacilityObject", "ExternalFacilityIdentifier",
        "Description", "ProjectDescription", "SiteDescription", "Phase",
    ),
    "Floor": ("Name", *CREATED, "Category", *EXTERNAL, "Description", "Elevation", "Height"),
    "Space": (
        "Name", *CREATED, "Category", "FloorName", "Description", *EXTERNAL, "RoomTag", "UsableHeight", "GrossArea",
        "NetArea",
    ),
    "Zone": ("Name", *CREATED, "Category", "SpaceNames", *EXTERNAL, "Description"),
    "Type": (
        "Name", *CREATED, "Category", "Description", "AssetType", "Manufacturer", "ModelNumber",
        "WarrantyGuarantorParts", "WarrantyDurationParts", "WarrantyGuarantorLabor", "WarrantyDurationLabor",
        "WarrantyDurationUnit", *EXTERNAL, "ReplacementCost", "ExpectedLife", "DurationUnit", "WarrantyDescription",
        "NominalLength", "NominalWidth", "NominalHeight", "ModelReference", "Shape", "Size", "Color", "Finish",
        "Grade", "Material", "Constituents", "Features", "AccessibilityPerformance", "CodePerformance",
        "SustainabilityPerformance",
    ),
    "Component": (
        "Name", *CREATED, "TypeName", "Space", "Description", *EXTERNAL, "SerialNumber", "InstallationDate",
        "WarrantyStartDate", "TagNumber", "BarCode", "AssetIdentifier",
    ),
    "System": ("Name", *CREATED, "Category", "ComponentNames", *EXTERNAL, "Description"),
    "Assembly": (
        "Name", *CREATED, "SheetName", "ParentName", "ChildNames", "AssemblyType", *EXTERNAL, "Description",
    ),
    "Connection": (
        "Name", *CREATED, "ConnectionType", "SheetName", "RowName1", "RowName2", "RealizingElement", "PortName1",
        "PortName2", *EXTERNAL, "Description",
    ),
    "Spare": (
        "Name", *CREATED, "Category", "TypeName", "Suppliers", *EXTERNAL, "Description", "SetNumber", "PartNumber",
    ),
    "Resource": ("Name", *CREATED, "Category", *EXTERNAL, "Description"),
    "Job": (
        "Name", *CREATED, "Category", "Status", "TypeName", "Description", "Duration", "DurationUnit", "Start",
        "TaskStartUnit", "Frequency", "FrequencyUnit", *EXTERNAL, "TaskNumber", "Priors", "ResourceNames",
    ),
    "Impact": (
        "Name", *CREATED, "ImpactType", "ImpactStage", "SheetName", "RowName", "Value", "ImpactUnit", "LeadInTime",
        "Duration", "LeadOutTime", *EXTERNAL, "Description",
    ),
    "Document": (
        "Name", *CREATED, "Category", "ApprovalBy", "Stage", "SheetName", "RowName", "Directory", "File", *EXTERNAL,
        "Description", "Reference",
    ),
    "Attribute": (
        "Name", *CREATED, "Category", "SheetName", "RowName", "Value", "Unit", *EXTERNAL, "Description",
        "AllowedValues",
    ),
    "Coordinate": (
        "Name", *CREATED, "Category", "SheetName", "RowName", "CoordinateXAxis", "CoordinateYAxis",
        "CoordinateZAxis", *EXTERNAL, "ClockwiseRotation", "ElevationalRotation", "YawRotation",
    ),
    "Issue": (
        "Name", *CREATED, "Type", "Risk", "Chance", "Impact", "SheetName1", "RowName1", "SheetName2", "RowName2",
        "Description", "Owner", "Mitigation", *EXTERNAL,
    ),
}  # fmt: skip
"""Sheets in the standard's order; the first column is the key."""

ESSENTIAL = ("Facility", "Floor", "Space", "Type", "Component")

REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("Space", "FloorName", "Floor"),
    ("Component", "TypeName", "Type"),
    ("Component", "Space", "Space"),
    ("Zone", "SpaceNames", "Space"),
    ("System", "ComponentNames", "Component"),
    ("Job", "TypeName", "Type"),
    *((sheet, "CreatedBy", "Contact") for sheet in COLUMNS if sheet != "Contact"),
)
"""Columns that must lead to a row of another sheet: (sheet, column, sheet referred to)."""

LENGTHS: Mapping[str, float] = {
    "millimeters": 0.001, "millimetres": 0.001, "millimeter": 0.001, "millimetre": 0.001, "mm": 0.001,
    "centimeters": 0.01, "centimetres": 0.01, "cm": 0.01,
    "meters": 1.0, "metres": 1.0, "meter": 1.0, "metre": 1.0, "m": 1.0,
    "feet": 0.3048, "foot": 0.3048, "ft": 0.3048, "inches": 0.0254, "inch": 0.0254, "in": 0.0254,
}  # fmt: skip
"""Metres by what authors write as LinearUnits, letters only and small."""

AREAS: Mapping[str, float] = {
    "squaremeters": 1.0, "squaremetres": 1.0, "squaremeter": 1.0, "squaremetre": 1.0, "sqm": 1.0, "m": 1.0,
    "squaremillimeters": 1e-6, "squaremillimetres": 1e-6, "squarecentimeters": 1e-4,
    "squarefeet": 0.09290304, "squarefoot": 0.09290304, "sqft": 0.09290304, "ft": 0.09290304, "sf": 0.09290304,
}  # fmt: skip
"""Square metres by what authors write as AreaUnits, letters only and small (“m2” and “m²” become “m”)."""
