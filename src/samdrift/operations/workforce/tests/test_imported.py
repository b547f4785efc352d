"""Tables of shifts and skills come in as those of other rooms do: shown first, row by row, and once only."""

import io
from dataclasses import replace

import pytest

from samdrift.doors.cli.exporting import main as export
from samdrift.doors.cli.importing import main as bring_in
from samdrift.doors.cli.problem import Problem
from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.scope import everywhere
from samdrift.operations.workforce.commands.skills import name_skill
from samdrift.operations.workforce.models import Qualification, ShiftPattern
from samdrift.registers.estate import public as estate
from samdrift.registers.estate.formats.guard import GuardedRows
from samdrift.registers.estate.models import ModelImport
from tests.world import NOON, words

SHIFTS = "e-post;fra;til;mandag;tirsdag;onsdag;torsdag;fredag;lørdag;søndag\n"
SKILLS = "mail;behörighet;giltig från;giltig till;intyg\n"
EARLY, LATE = "06:00-14:00;" * 5 + ";", "14:00-22:00;" * 4 + ";;"


@pytest.fixture
def table(tmp_path):
    def written(text):
        path = tmp_path / "table.csv"
        path.write_text(text)
        return path

    return written


def brought_in(actor, kind, path, mapping=None):
    def rows():
        return GuardedRows(kind, path, mapping=(mapping or {}).get("columns"))

    upload = estate.upload_table(
        actor.scope, None, kind=kind, file_name=path.name, digest=rows().table.source_hash, now=NOON,
        mapping=mapping or {},
    )  # fmt: skip
    staged = estate.stage_rows(actor.scope, upload.uid, rows(), now=NOON)
    return staged if staged.state == "refused" else estate.apply_rows(actor.scope, staged.uid, rows(), now=NOON)


def counts(found):
    of = found.changes["counts"]
    return sum(of["added"].values()), sum(of["changed"].values()), of["unchanged"]


def test_weeks_in_turn_come_in_once_and_a_changed_day_is_shown(house, table):
    mail = house.sven.person.email
    weeks = f"{mail};05-05-2025;;{EARLY}\n{mail};05-05-2025;;{LATE}\n"
    assert counts(brought_in(house.vera, "shifts", table(SHIFTS + weeks))) == (2, 0, 0)
    assert counts(brought_in(house.vera, "shifts", table(SHIFTS + weeks))) == (0, 0, 2)
    moved = brought_in(house.vera, "shifts", table(SHIFTS + weeks.replace("14:00-22:00", "15:00-23:00", 1)))
    assert counts(moved) == (0, 1, 1)
    (changed,) = moved.changes["changed"]
    assert changed["fields"] == [{"field": "mon", "old": "14:00-22:00", "new": "15:00-23:00"}]
    assert [week[0] for week in ShiftPattern.objects.within(house.vera.scope).get().weeks] == [
        "06:00-14:00", "15:00-23:00",
    ]  # fmt: skip


def test_a_week_that_is_no_longer_in_the_table_falls_away(house, table):
    mail = house.sven.person.email
    brought_in(house.vera, "shifts", table(SHIFTS + f"{mail};2025-05-05;;{EARLY}\n{mail};2025-05-05;;{LATE}\n"))
    brought_in(house.vera, "shifts", table(SHIFTS + f"{mail};2025-05-05;;{EARLY}\n"))
    assert len(ShiftPattern.objects.within(house.vera.scope).get().weeks) == 1


def test_rows_that_cannot_be_used_are_named_with_their_number(house, table):
    mail, other = house.sven.person.email, house.dan.person.email
    text = f"{mail};2025-05-05;;{EARLY.replace('06:00', 'noon', 1)}\n{other};2025-05-05;;{EARLY}\n{mail};;;{EARLY}\n"
    found = brought_in(house.vera, "shifts", table(SHIFTS + text + f"{mail};2025-05-12;;{EARLY}\n"))
    assert [(one["code"], one["params"]["row"]) for one in found.findings] == [
        ("row_lacks", "4"), ("row_no_shift", "2"), ("row_no_colleague", "3"),
    ]  # fmt: skip
    assert counts(found) == (1, 0, 0)


def test_words_of_another_system_are_given_a_meaning_and_clearances_stay_out(house, table):
    name_skill(house.vera.scope, code="LIFT", kind="qualification", name=words("Lift key"))
    name_skill(house.hugo.scope, code="DK-SIK", kind="clearance", name=words("Clearance"))
    mail = house.sven.person.email
    path = table(SKILLS + f"{mail};Hiss A;2025-01-01;2026-01-01;L-1\n{mail};DK-SIK;2025-01-01;;\n")
    first = brought_in(house.vera, "skills", path)
    assert first.state == "refused"
    assert first.facts["unknown"] == {"code": [["Hiss A", 1], ["DK-SIK", 1]]}
    known = {"values": {"code": {"hiss a": "LIFT"}}}
    assert counts(brought_in(house.vera, "skills", path, known)) == (1, 0, 0)
    assert counts(brought_in(house.vera, "skills", path, known)) == (0, 0, 1)
    longer = brought_in(house.vera, "skills", table(SKILLS + f"{mail};lift;2025-01-01;2027-01-01;\n"))
    assert counts(longer) == (0, 1, 0)
    held = Qualification.objects.within(house.vera.scope).get(state="held")
    assert (held.skill.code, str(held.valid_to)) == ("LIFT", "2027-01-01")


def test_the_other_party_neither_brings_in_nor_sees_such_a_table(house, table):
    path = table(SHIFTS + f"{house.sven.person.email};2025-05-05;;{EARLY}\n")
    brought_in(house.vera, "shifts", path)
    with everywhere(reason="a test looks"):
        assert ModelImport.objects.get().data_class == "D4"
    assert ModelImport.objects.within(house.vera.scope).count() == 1
    # A leader of the customer's own has the same permission over the customer's people.
    theirs = replace(house.vera.scope, party_id=house.dan.scope.party_id)
    assert not ModelImport.objects.within(theirs).exists()
    with pytest.raises(NotAllowed):
        brought_in(house.sven, "shifts", path)


def test_the_command_line_shows_applies_and_takes_along(house, table, tmp_path):
    path = table(SHIFTS + f"{house.sven.person.email};2025-05-05;;{EARLY}\nx@example.org;2025-05-05;;{EARLY}\n")
    community = house.world.community.code
    line = ["table", "shifts", str(path), "--community", community]
    with pytest.raises(Problem, match="--employer CODE"):
        bring_in(line, io.StringIO(), io.StringIO(), io.StringIO())
    line += ["--employer", house.vera.employment.organisation.code]
    out = io.StringIO()
    assert bring_in([*line, "--dry-run"], io.StringIO(), out, out) == 0
    assert "Row 3: nobody of this employer has the mail address “x@example.org”." in out.getvalue()
    assert "Nothing was changed" in out.getvalue()
    with everywhere(reason="a test looks"):
        assert not ShiftPattern.objects.exists()
    out = io.StringIO()
    assert bring_in(line, io.StringIO(), out, out) == 0
    assert "1 added" in out.getvalue()
    assert len(ShiftPattern.objects.within(house.vera.scope)) == 1
    again = tmp_path / "out.csv"
    assert export(["table", "shifts", str(again), *line[3:]], io.StringIO(), out, out) == 0
    out = io.StringIO()
    assert bring_in([*line[:2], str(again), *line[3:]], io.StringIO(), out, out) == 0
    assert "1 unchanged" in out.getvalue()
