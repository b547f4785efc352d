"""Tables of shifts and skills in and out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samdrift.foundation.errors import NotAllowed
from samdrift.operations.workforce import formats
from samdrift.operations.workforce.commands.skills import name_skill
from samdrift.operations.workforce.commands.tables import import_shifts, import_skills
from samdrift.operations.workforce.models import Qualification, ShiftPattern
from samdrift.operations.workforce.queries.tables import shift_rows, skill_rows
from tests.world import NOON, words

HEAD = ",".join(formats.SHIFT_COLUMNS)


def shifts_of(*lines):
    return formats.read_lines("\n".join([HEAD, *lines]).encode(), formats.SHIFT_COLUMNS)


def skills_of(*lines):
    return formats.read_lines("\n".join([";".join(formats.SKILL_COLUMNS), *lines]).encode(), formats.SKILL_COLUMNS)


def early(mail, first="2025-05-05"):
    return f"{mail},{first},,06:00-14:00,06:00-14:00,06:00-14:00,06:00-14:00,06:00-14:00,,"


def late(mail, first="2025-05-05"):
    return f"{mail},{first},,14:00-22:00,14:00-22:00,14:00-22:00,14:00-22:00,,,"


def test_a_table_of_shifts_comes_in_once_and_goes_out_as_it_came(house):
    mail = house.sven.person.email
    lines = shifts_of(early(mail), late(mail))
    taken = import_shifts(house.vera.scope, lines, now=NOON)
    assert (taken.used, taken.known, taken.faults) == (2, 0, [])
    assert import_shifts(house.vera.scope, lines, now=NOON).known == 2
    assert len(ShiftPattern.objects.within(house.vera.scope).get().weeks) == 2
    out = formats.written(formats.SHIFT_COLUMNS, shift_rows(house.vera.scope))
    assert formats.read_lines(out.encode(), formats.SHIFT_COLUMNS) == lines


def test_lines_that_cannot_be_used_are_named_and_the_others_used(house):
    name_skill(house.vera.scope, code="LIFT", kind="qualification", name=words("Lift key"))
    name_skill(house.hugo.scope, code="DK-SIK", kind="clearance", name=words("Clearance"))
    mail = house.sven.person.email
    taken = import_skills(
        house.vera.scope,
        skills_of(
            f"{mail};lift;2025-01-01;2026-01-01;L-1", "nobody@example.org;LIFT;2025-01-01;;",
            f"{mail};GAS;2025-01-01;;", f"{mail};LIFT;soon;;", f"{mail};DK-SIK;2025-01-01;;",
        ),
        now=NOON,
    )  # fmt: skip
    assert (taken.used, [number for number, _sentence in taken.faults]) == (1, [3, 4, 5, 6])
    assert Qualification.objects.within(house.vera.scope).get().number == "L-1"
    assert [row[:2] for row in skill_rows(house.vera.scope)] == [[mail, "LIFT"]]


def test_shifts_nobody_understands_are_named(house):
    mail = house.sven.person.email
    taken = import_shifts(house.vera.scope, shifts_of(early(mail).replace("06:00-14:00", "noon", 1)), now=NOON)
    assert "noon" in taken.faults[0][1]
    assert import_shifts(house.vera.scope, shifts_of(early(house.dan.person.email)), now=NOON).faults


def test_only_leaders_bring_tables_in(house):
    for actor in (house.sven, house.dan):
        with pytest.raises(NotAllowed):
            import_shifts(actor.scope, shifts_of(early(house.sven.person.email)), now=NOON)


def test_protected_people_are_in_no_table(house):
    house.works(house.sven)
    house.sven.person.protected_identity = True
    house.sven.person.save(update_fields=["protected_identity"])
    assert shift_rows(house.vera.scope) == []


@pytest.mark.parametrize(("content", "column"), [(b"a,b\n1,2", "email"), (b"\xff\xfe\x00", ""), (b"", "email")])
def test_what_is_no_table_is_refused(content, column):
    with pytest.raises(formats.NotATable) as wrong:
        formats.read_lines(content, formats.SHIFT_COLUMNS)
    assert wrong.value.args == (column,)


def test_a_formula_stays_a_text():
    assert "'=1+1" in formats.written(("a",), [["=1+1"]])


def test_the_page_takes_a_table_and_says_what_is_wrong(house, client):
    client.force_login(house.vera.person)
    mail = house.sven.person.email
    file = SimpleUploadedFile("t.csv", "\n".join([HEAD, early(mail), early("x@example.org")]).encode())
    page = client.post("/workforce/tables/", {"do": "shifts", "table": file}).content.decode()
    assert "Line 3: Nobody of yours has this mail address." in page
    assert mail in client.get("/workforce/tables/?out=shifts").content.decode()
    wrong = client.post("/workforce/tables/", {"do": "skills", "table": SimpleUploadedFile("t.csv", b"a")})
    assert wrong.status_code == 422
    client.force_login(house.sven.person)
    assert client.get("/workforce/tables/").status_code == 403
