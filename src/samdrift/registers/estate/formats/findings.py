"""What a reader has to say about a foreign file: codes, parameters and a sentence for each.

The sentences are English source texts with named placeholders. They are marked
with `N_` so that the message tool finds them; doors translate
`finding.template` and fill in `finding.params`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Level = Literal["error", "warning", "info"]


def N_(text: str) -> str:  # noqa: N802  (the marker's name is what message tools look for)
    """Marks a text for translation without translating it."""
    return text


SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # Files that are refused.
        "no_file": N_("There is no file “%(path)s”."),
        "empty_file": N_("The file is empty. Export it again and upload the new file."),
        "too_large": N_("The file is %(size_mb)s MB; at most %(limit_mb)s MB are read. Split the model by building."),
        "unpacks_too_large": N_(
            "The packed file would unpack to more than %(limit_mb)s MB. It was not opened; upload the unpacked file."
        ),
        "packed_files": N_("The packed file must hold exactly one .ifc file, and it holds %(count)s."),
        "packed_broken": N_("The packed file is damaged and cannot be unpacked. Export it again."),
        "not_ifc": N_("This is not an IFC file: it does not begin with ISO-10303-21. Export the model as IFC (.ifc)."),
        "ifcxml": N_("This is an IFC-XML file, which is not read. Export the model as IFC STEP (.ifc)."),
        "unknown_schema": N_(
            "The file says its schema is “%(schema)s”. IFC2x3, IFC4 and IFC4.3 are read: export the model as one of"
            " them."
        ),
        "unreadable": N_("The file is damaged and cannot be read. Export it again from the program that made it."),
        "took_too_long": N_("Reading the file took longer than %(seconds)s seconds and was stopped. Split the model."),
        "truncated": N_("The file ends too early: it was cut off when it was saved or sent. Send it again."),
        "no_project": N_(
            "The file holds no project (IfcProject), so nothing can be imported. It is damaged or cut off: export it"
            " again."
        ),
        "too_many_objects": N_(
            "The file holds %(count)s objects; at most %(limit)s are read. Split the model by building."
        ),
        "not_workbook": N_("This is not an Excel workbook (.xlsx). Save the file as .xlsx and upload it again."),
        "workbook_broken": N_(
            "The workbook is damaged and cannot be read. Open it in a spreadsheet and save it again."
        ),
        "workbook_dtd": N_("The workbook holds XML declarations that spreadsheets never write. It was not opened."),
        "not_cobie": N_(
            "The workbook has none of the COBie sheets Facility, Floor, Space, Type and Component. Is it the right"
            " file?"
        ),
        "too_many_rows": N_("Sheet “%(sheet)s” has more than %(limit)s rows. Split the file."),
        "too_many_columns": N_("Sheet “%(sheet)s” has more than %(limit)s columns. Remove what is not needed."),
        "no_header": N_("No row with column names was found. The first row must name the columns."),
        "unknown_table": N_("“%(kind)s” is not a kind of table. Choose one of: %(kinds)s."),
        "missing_columns": N_("The table lacks the column “%(column)s”. Columns found: %(found)s."),
        "not_text": N_("This is not a text table: it holds binary data. Save it as CSV or .xlsx."),
        # What is worth knowing about a file that is read.
        "duplicate_key": N_(
            "%(kind)s “%(name)s” carries the same identifier as an earlier object (%(key)s). Both were read; ask the"
            " model's author to export with unique GlobalIds, or later imports cannot tell the two apart."
        ),
        "missing_key": N_("%(kind)s “%(name)s” has no identifier. It is recognised by its name and place only."),
        "duplicate_number": N_("Room number “%(number)s” occurs %(count)s times on storey “%(storey)s”."),
        "unnamed_space": N_("A room on storey “%(storey)s” has no number. Give it one in the model."),
        "space_without_storey": N_("Room “%(name)s” belongs to no storey. It is listed under “no storey”."),
        "storey_without_building": N_("Storey “%(name)s” belongs to no building."),
        "no_storeys": N_("The model has no storeys."),
        "no_spaces": N_("The model has no rooms (IfcSpace). Rooms must be modelled before they can be imported."),
        "no_buildings": N_("The model has no building."),
        "several_buildings": N_("The model holds %(count)s buildings."),
        "area_missing": N_("Room “%(name)s” has no area, neither as a quantity nor as a shape. Enter it by hand."),
        "area_zero": N_("Room “%(name)s” has the area 0 m² in “%(source)s”, while %(other_source)s says %(other)s m²."),
        "area_from_geometry": N_(
            "%(count)s rooms have no area quantity; their areas were measured from their shapes on the floor."
        ),
        "area_disagrees": N_(
            "Room “%(name)s”: “%(source)s” says %(stated)s m², its shape on the floor measures %(measured)s m². Check"
            " which is right before it is priced."
        ),
        "area_unit_mixed": N_(
            "The shapes in this file are %(factor)s times larger than its areas say: the program that wrote it mixed"
            " up its units. Shapes were brought back to metres."
        ),
        "area_negative": N_("Room “%(name)s” has the impossible area %(stated)s in “%(source)s”; it was left out."),
        "no_outline": N_("%(count)s rooms have no usable shape, so the floor plan does not show them. The list does."),
        "geometry_failed": N_("The shapes of the rooms could not be read. Areas come from quantities only."),
        "unit_missing": N_("The model does not name its unit of %(kind)s; %(assumed)s was assumed."),
        "elevation_unit": N_(
            "The storeys' elevations can only be metres, though the file says its lengths are in %(unit)s. They were"
            " read as metres."
        ),
        "gross_area_space": N_(
            "“%(name)s” is a gross floor area (GFA) drawn as a room; it overlaps the rooms and is not counted."
        ),
        "no_elevation": N_("Storey “%(name)s” has no elevation; storeys are ordered as they stand in the file."),
        "text_repaired": N_("%(count)s texts had broken letters; they were repaired where possible."),
        "properties_cut": N_("Some objects carry more than %(limit)s properties; the rest was left out."),
        "damaged_object": N_("%(kind)s #%(line)s is damaged and was left out."),
        "element_unplaced": N_("%(count)s objects are in no room and on no storey."),
        # COBie.
        "sheet_missing": N_("The sheet “%(sheet)s” is missing; nothing was read from it."),
        "column_missing": N_("Sheet “%(sheet)s” lacks the column “%(column)s”."),
        "dangling": N_(
            "Sheet “%(sheet)s”, row %(row)s: “%(value)s” in column %(column)s is not found in sheet “%(target)s”."
        ),
        "dangling_more": N_("%(count)s more references of the same kind lead nowhere (%(sheet)s.%(column)s)."),
        "duplicate_name": N_("Sheet “%(sheet)s”, row %(row)s: “%(value)s” already stands in row %(first)s."),
        "impossible_date": N_("Sheet “%(sheet)s”, row %(row)s: “%(value)s” in column %(column)s is not a date."),
        "not_a_number": N_("Sheet “%(sheet)s”, row %(row)s: “%(value)s” in column %(column)s is not a number."),
        "unknown_unit": N_("The facility's %(column)s “%(value)s” is not a known unit; %(assumed)s was assumed."),
        "name_missing": N_("Sheet “%(sheet)s”, row %(row)s: the row has no name and was left out."),
        # Tables.
        "row_lacks": N_("Row %(row)s: “%(column)s” is empty. The row was left out."),
        "row_not_a_number": N_("Row %(row)s: “%(value)s” in column “%(column)s” is not a number."),
        "row_not_a_date": N_("Row %(row)s: “%(value)s” in column “%(column)s” is not a date (use 2025-03-31)."),
        "row_out_of_range": N_("Row %(row)s: %(value)s in column “%(column)s” is outside %(low)s to %(high)s."),
        "row_repeats": N_("Row %(row)s: “%(value)s” already stands in row %(first)s. The row was left out."),
        "row_too_long": N_("Row %(row)s has more cells than there are columns. Check for stray separators or quotes."),
        "coordinates_not_degrees": N_(
            "Row %(row)s: coordinates in “%(system)s” are not degrees (WGS84), so the place is not put on the map."
        ),
        "columns_ignored": N_("These columns are not used: %(columns)s."),
        "more_findings": N_("%(count)s more findings of the kind “%(code)s” are not listed."),
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should know about a file, with the object it concerns.

    Args:
        level: `error` stops applying, `warning` asks for a look, `info` explains.
        code: A key of `SENTENCES`.
        object_key: Key of the object concerned, or "" for the whole file.
        params: Texts for the placeholders of the sentence.
    """

    level: Level
    code: str
    object_key: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The English sentence with placeholders: what is translated."""
        return SENTENCES[self.code]

    @property
    def sentence(self) -> str:
        """The English sentence, filled in."""
        return self.template % self.params


class RefusedFile(Exception):
    """The file cannot be read at all; `sentence` says what is wrong and what to do."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(self.sentence)

    @property
    def template(self) -> str:
        """The English sentence with placeholders: what is translated."""
        return SENTENCES[self.code]

    @property
    def sentence(self) -> str:
        """The English sentence, filled in."""
        return self.template % self.params
