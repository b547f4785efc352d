"""What a reader has to say about a foreign file: codes, parameters and a sentence for each.

The sentences are English source texts with named placeholders. They are marked
with `gettext_noop` so that the message tool finds them; doors translate
`finding.template` and fill in `finding.params`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Level = Literal["error", "warning", "info"]


def gettext_noop(text: str) -> str:
    """Marks a text for translation without translating it."""
    return text


SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # Files that are refused.
        "no_file": gettext_noop("There is no file “%(path)s”."),
        "empty_file": gettext_noop("The file is empty. Export it again and upload the new file."),
        "too_large": gettext_noop(
            "The file is %(size_mb)s MB; at most %(limit_mb)s MB are read. Split the model by building."
        ),
        "unpacks_too_large": gettext_noop(
            "The packed file would unpack to more than %(limit_mb)s MB. It was not opened; upload the unpacked file."
        ),
        "packed_files": gettext_noop("The packed file must hold exactly one .ifc file, and it holds %(count)s."),
        "packed_broken": gettext_noop("The packed file is damaged and cannot be unpacked. Export it again."),
        "not_ifc": gettext_noop(
            "This is not an IFC file: it does not begin with ISO-10303-21. Export the model as IFC (.ifc)."
        ),
        "ifcxml": gettext_noop("This is an IFC-XML file, which is not read. Export the model as IFC STEP (.ifc)."),
        "unknown_schema": gettext_noop(
            "The file says its schema is “%(schema)s”. IFC2x3, IFC4 and IFC4.3 are read: export the model as one of"
            " them."
        ),
        "unreadable": gettext_noop(
            "The file is damaged and cannot be read. Export it again from the program that made it."
        ),
        "took_too_long": gettext_noop(
            "Reading the file took longer than %(seconds)s seconds and was stopped. Split the model."
        ),
        "truncated": gettext_noop("The file ends too early: it was cut off when it was saved or sent. Send it again."),
        "no_project": gettext_noop(
            "The file holds no project (IfcProject), so nothing can be imported. It is damaged or cut off: export it"
            " again."
        ),
        "nothing_inside": gettext_noop(
            "The file is in order, but holds no building, storey, space or thing. Fill it in, or choose another file."
        ),
        "too_many_objects": gettext_noop(
            "The file holds %(count)s objects; at most %(limit)s are read. Split the model by building."
        ),
        "not_workbook": gettext_noop(
            "This is not an Excel workbook (.xlsx). Save the file as .xlsx and upload it again."
        ),
        "workbook_broken": gettext_noop(
            "The workbook is damaged and cannot be read. Open it in a spreadsheet and save it again."
        ),
        "workbook_dtd": gettext_noop(
            "The workbook holds XML declarations that spreadsheets never write. It was not opened."
        ),
        "not_cobie": gettext_noop(
            "The workbook has none of the COBie sheets Facility, Floor, Space, Type and Component. Is it the right"
            " file?"
        ),
        "too_many_rows": gettext_noop("Sheet “%(sheet)s” has more than %(limit)s rows. Split the file."),
        "too_many_columns": gettext_noop(
            "Sheet “%(sheet)s” has more than %(limit)s columns. Remove what is not needed."
        ),
        "no_header": gettext_noop("No row with column names was found. The first row must name the columns."),
        "unknown_table": gettext_noop("“%(kind)s” is not a kind of table. Choose one of: %(kinds)s."),
        "missing_columns": gettext_noop("The table lacks the column “%(column)s”. Columns found: %(found)s."),
        "not_text": gettext_noop("This is not a text table: it holds binary data. Save it as CSV or .xlsx."),
        # Borders.
        "borders_too_large": gettext_noop(
            "The file is %(size_mb)s MB; at most %(limit_mb)s MB are read. Simplify the borders, or split the file."
        ),
        "not_geojson": gettext_noop("This is not a GeoJSON file of areas (a FeatureCollection)."),
        "borders_too_many": gettext_noop("The file holds %(count)s areas or points; at most %(limit)s are read."),
        "borders_none": gettext_noop("The file holds no area."),
        "borders_unnamed": gettext_noop(
            "Nothing in the file tells whose borders they are. Name the property that does; there are: %(found)s."
        ),
        "border_no_area": gettext_noop("“%(name)s” is no area: only Polygon and MultiPolygon are borders."),
        "border_degrees": gettext_noop(
            "“%(name)s” has places that are no degrees of longitude and latitude. Convert the file to WGS 84."
        ),
        "border_broken": gettext_noop("The border of “%(name)s” is broken: %(why)s."),
        # What is worth knowing about a file that is read.
        "duplicate_key": gettext_noop(
            "%(kind)s “%(name)s” carries the same identifier as an earlier object (%(key)s). Both were read; ask the"
            " model's author to export with unique GlobalIds, or later imports cannot tell the two apart."
        ),
        "missing_key": gettext_noop(
            "%(kind)s “%(name)s” has no identifier. It is recognised by its name and place only."
        ),
        "duplicate_number": gettext_noop("Room number “%(number)s” occurs %(count)s times on storey “%(storey)s”."),
        "unnamed_space": gettext_noop("A room on storey “%(storey)s” has no number. Give it one in the model."),
        "space_without_storey": gettext_noop("Room “%(name)s” belongs to no storey. It is listed under “no storey”."),
        "storey_without_building": gettext_noop("Storey “%(name)s” belongs to no building."),
        "no_storeys": gettext_noop("The model has no storeys."),
        "no_spaces": gettext_noop(
            "The model has no rooms (IfcSpace). Rooms must be modelled before they can be imported."
        ),
        "no_buildings": gettext_noop("The model has no building."),
        "several_buildings": gettext_noop("The model holds %(count)s buildings."),
        "area_missing": gettext_noop(
            "Room “%(name)s” has no area, neither as a quantity nor as a shape. Enter it by hand."
        ),
        "area_zero": gettext_noop(
            "Room “%(name)s” has the area 0 m² in “%(source)s”, while %(other_source)s says %(other)s m²."
        ),
        "area_from_geometry": gettext_noop(
            "%(count)s rooms have no area quantity; their areas were measured from their shapes on the floor."
        ),
        "area_disagrees": gettext_noop(
            "Room “%(name)s”: “%(source)s” says %(stated)s m², its shape on the floor measures %(measured)s m². Check"
            " which is right before it is priced."
        ),
        "area_unit_mixed": gettext_noop(
            "The shapes in this file are %(factor)s times larger than its areas say: the program that wrote it mixed"
            " up its units. Shapes were brought back to metres."
        ),
        "area_negative": gettext_noop(
            "Room “%(name)s” has the impossible area %(stated)s in “%(source)s”; it was left out."
        ),
        "no_outline": gettext_noop(
            "%(count)s rooms have no usable shape, so the floor plan does not show them. The list does."
        ),
        "geometry_failed": gettext_noop("The shapes of the rooms could not be read. Areas come from quantities only."),
        "unit_missing": gettext_noop("The model does not name its unit of %(kind)s; %(assumed)s was assumed."),
        "elevation_unit": gettext_noop(
            "The storeys' elevations can only be metres, though the file says its lengths are in %(unit)s. They were"
            " read as metres."
        ),
        "gross_area_space": gettext_noop(
            "“%(name)s” is a gross floor area (GFA) drawn as a room; it overlaps the rooms and is not counted."
        ),
        "no_elevation": gettext_noop(
            "Storey “%(name)s” has no elevation; storeys are ordered as they stand in the file."
        ),
        "text_repaired": gettext_noop("%(count)s texts had broken letters; they were repaired where possible."),
        "properties_cut": gettext_noop("Some objects carry more than %(limit)s properties; the rest was left out."),
        "damaged_object": gettext_noop("%(kind)s #%(line)s is damaged and was left out."),
        "element_unplaced": gettext_noop("%(count)s objects are in no room and on no storey."),
        # COBie.
        "sheet_missing": gettext_noop("The sheet “%(sheet)s” is missing; nothing was read from it."),
        "column_missing": gettext_noop("Sheet “%(sheet)s” lacks the column “%(column)s”."),
        "dangling": gettext_noop(
            "Sheet “%(sheet)s”, row %(row)s: “%(value)s” in column %(column)s is not found in sheet “%(target)s”."
        ),
        "duplicate_name": gettext_noop("Sheet “%(sheet)s”, row %(row)s: “%(value)s” already stands in row %(first)s."),
        "impossible_date": gettext_noop(
            "Sheet “%(sheet)s”, row %(row)s: “%(value)s” in column %(column)s is not a date."
        ),
        "not_a_number": gettext_noop(
            "Sheet “%(sheet)s”, row %(row)s: “%(value)s” in column %(column)s is not a number."
        ),
        "unknown_unit": gettext_noop(
            "The facility's %(column)s “%(value)s” is not a known unit; %(assumed)s was assumed."
        ),
        "name_missing": gettext_noop("Sheet “%(sheet)s”, row %(row)s: the row has no name and was left out."),
        # Tables.
        "row_lacks": gettext_noop("Row %(row)s: “%(column)s” is empty. The row was left out."),
        "row_not_a_number": gettext_noop("Row %(row)s: “%(value)s” in column “%(column)s” is not a number."),
        "row_not_a_date": gettext_noop(
            "Row %(row)s: “%(value)s” in column “%(column)s” is not a date (use 2025-03-31)."
        ),
        "row_out_of_range": gettext_noop(
            "Row %(row)s: %(value)s in column “%(column)s” is outside %(low)s to %(high)s."
        ),
        "row_repeats": gettext_noop("Row %(row)s: “%(value)s” already stands in row %(first)s. The row was left out."),
        "row_too_long": gettext_noop(
            "Row %(row)s has more cells than there are columns. Check for stray separators or quotes."
        ),
        "coordinates_not_degrees": gettext_noop(
            "Row %(row)s: coordinates in “%(system)s” are not degrees (WGS84), so the place is not put on the map."
        ),
        "row_code_unfit": gettext_noop(
            "Row %(row)s: a site needs a code of at most %(most)s letters, not “%(value)s”. The row was left out."
        ),
        "row_code_taken": gettext_noop(
            "Row %(row)s: the code “%(value)s” belongs to a site you may not change. The row was left out."
        ),
        "row_unknown_unit": gettext_noop(
            "Row %(row)s: there is no unit “%(value)s” where you may import; the unit chosen for the table is used."
        ),
        "row_unknown_site": gettext_noop(
            "Row %(row)s: there is no site “%(value)s” where you may import. The row was left out."
        ),
        "row_unknown_space": gettext_noop(
            "Row %(row)s: the site has no space “%(value)s”; the thing is recorded without a room."
        ),
        "row_several": gettext_noop(
            "Row %(row)s: several spaces of the site have the number “%(value)s”. Name the storey."
        ),
        "may_no_longer": gettext_noop("Whoever uploaded the table may no longer bring in such rows."),
        "row_unknown_predecessor": gettext_noop(
            "Row %(row)s: the site has no space “%(value)s” that this one could take over from."
        ),
        "row_which_building": gettext_noop(
            "Row %(row)s: the site “%(value)s” has several buildings. Name the storey's building. The row was left out."
        ),
        "row_not_an_email": gettext_noop("Row %(row)s: “%(value)s” is not an e-mail address. The row was left out."),
        "row_twice": gettext_noop("Row %(row)s: “%(value)s” stands in an earlier row already. The row was left out."),
        "row_unit_code_unfit": gettext_noop(
            "Row %(row)s: the code of a unit has at most 20 letters, not “%(value)s”. The row was left out."
        ),
        "row_unknown_language": gettext_noop(
            "Row %(row)s: “%(value)s” is not a language we speak: write en, da or sv. The row was left out."
        ),
        "row_no_such_unit": gettext_noop("Row %(row)s: there is no unit “%(value)s”. The row was left out."),
        "row_unknown_parent": gettext_noop(
            "Row %(row)s: there is no unit “%(value)s” to stand under, or the units stand under each other in a circle."
            " The row was left out."
        ),
        "row_unknown_organisation": gettext_noop(
            "Row %(row)s: no organisation “%(value)s” is a member of the community. The row was left out."
        ),
        "row_unknown_role": gettext_noop("Row %(row)s: there is no role “%(value)s”. The row was left out."),
        "row_role_of_other_side": gettext_noop(
            "Row %(row)s: the role “%(value)s” belongs to the other side of the contract. The row was left out."
        ),
        "row_role_not_given": gettext_noop(
            "Row %(row)s: the role “%(value)s” is not yours to give by a table. The row was left out."
        ),
        "row_role_of_own_units": gettext_noop(
            "Row %(row)s: the role “%(value)s” takes a unit of the body the person works for. The row was left out."
        ),
        "row_own_role": gettext_noop(
            "Row %(row)s: nobody gives a role to themselves, not “%(value)s” either. The row was left out."
        ),
        "row_beyond_reach": gettext_noop(
            "Row %(row)s: “%(value)s” lies beyond the unit chosen, or where you may not do this. The row was left out."
        ),
        "row_person_departed": gettext_noop(
            "Row %(row)s: “%(value)s” cannot come back by a table. Invite the person by hand. The row was left out."
        ),
        "row_person_employed": gettext_noop(
            "Row %(row)s: “%(value)s” works full-time for this employer already. The row was left out."
        ),
        "mapping_unfit": gettext_noop("What was said of the table's columns does not fit: %(what)s"),
        "row_no_colleague": gettext_noop(
            "Row %(row)s: nobody of this employer has the mail address “%(value)s”. The row was left out."
        ),
        "row_no_shift": gettext_noop(
            "Row %(row)s: “%(value)s” is no shift; write it like 06:00-14:00/30. The row was left out."
        ),
        "row_cannot_be_written": gettext_noop("Row %(row)s: %(value)s The row was left out."),
        "row_no_contract": gettext_noop(
            "Row %(row)s: no contract covers “%(value)s” at this place. The row was left out."
        ),
        "row_unknown_word": gettext_noop(
            "Row %(row)s: say what “%(value)s” means in the column %(column)s. The row was left out."
        ),
        "row_restricted_type": gettext_noop(
            "Row %(row)s: “%(value)s” is a restricted matter and never comes in by a table: take it in by hand, so that"
            " only the people named on it know of it. The row was left out."
        ),
        "row_secured_place": gettext_noop(
            "Row %(row)s: the site “%(value)s” is secured; what happens there comes in by hand. The row was left out."
        ),
        "row_unknown_channel": gettext_noop(
            "Row %(row)s: nobody said which channel “%(value)s” is; it counts as another system."
        ),
        "row_in_the_future": gettext_noop("Row %(row)s: it tells of the future. The row was left out."),
        "row_ended_before": gettext_noop(
            "Row %(row)s: something happened to it before it was received. The row was left out."
        ),
        "row_lacks_its_end": gettext_noop("Row %(row)s: it is said to be done, but not when. The row was left out."),
        "row_unknown_thing": gettext_noop(
            "Row %(row)s: there is no single thing “%(value)s” in the register. Bring in the assets first, or name the"
            " site. The row was left out."
        ),
        "row_not_ours": gettext_noop(
            "Row %(row)s: there is no request “%(value)s” here that one may see. The row was left out."
        ),
        "row_lives_here": gettext_noop(
            "Row %(row)s: “%(value)s” has been worked on here since it came in. What the table says was not taken over."
        ),
        "row_reopened_there": gettext_noop(
            "Row %(row)s: “%(value)s” has ended here. Reopen it on its page if it is not done after all."
        ),
        "columns_not_kept": gettext_noop("These columns were understood, but nothing is kept of them: %(columns)s."),
        "no_usable_row": gettext_noop(
            "None of the %(count)s rows can be used. What is wrong with them is listed below."
        ),
        "columns_ignored": gettext_noop("These columns are not used: %(columns)s."),
        "more_findings": gettext_noop("%(count)s more findings of the kind “%(code)s” are not listed."),
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
