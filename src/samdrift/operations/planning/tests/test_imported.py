"""A table of another system's plans comes in once, and what is taken along comes in again without a change."""

from pathlib import Path

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.operations.planning.commands.ahead import versions_of
from samdrift.operations.planning.models import MaintenancePlan
from samdrift.operations.planning.rules.terms import terms_from
from samdrift.operations.planning.tests.conftest import monthly
from samdrift.registers.estate import public as estate
from samdrift.registers.estate.formats.guard import GuardedRows
from samdrift.registers.estate.formats.tables import write_csv
from tests.world import NOON

pytestmark = pytest.mark.django_db
TABLE = (
    "plan;opgave;ejendom;anlæg;hver;enhed;første dag;timer;pris;dokument\n"
    "P-1;Smør;NPS-S1;LIFT-1;3;måneder;2025-05-12;1,5;1.250,50;\n"
    "P-2;Eftersyn;NPS-S1;LIFT-1;1;år;2025-06-02;;;Rapport\n"
)


def brought_in(actor, path: Path):
    def rows():
        return GuardedRows("plans", path, mapping=None)

    upload = estate.upload_table(
        actor.scope, None, kind="plans", file_name=path.name, digest=rows().table.source_hash, now=NOON, mapping={}
    )
    staged = estate.stage_rows(actor.scope, upload.uid, rows(), now=NOON)
    return staged if staged.state == "refused" else estate.apply_rows(actor.scope, staged.uid, rows(), now=NOON)


def counts(found):
    of = found.changes["counts"]
    return sum(of["added"].values()), of["unchanged"]


def test_a_table_of_plans_comes_in_once(world, tmp_path, occurrences):
    path = tmp_path / "plans.csv"
    path.write_text(TABLE)
    assert counts(brought_in(world.asta, path)) == (2, 0)
    with everywhere(reason="a test looks"):
        oil, test = MaintenancePlan.objects.order_by("name")[::-1]
    terms = terms_from(versions_of([oil])[oil.pk][0].terms)
    assert (oil.name, oil.asset, terms.rule, str(terms.hours), terms.cost_minor) == (
        "Smør", world.lift, "FREQ=MONTHLY;INTERVAL=3", "1.50", 125050,
    )  # fmt: skip
    assert test.statutory
    assert [row.key for row in occurrences(oil)][:2] == ["2025-05-12", "2025-08-12"]
    assert counts(brought_in(world.asta, path)) == (0, 2)


def test_rows_that_cannot_be_used_are_named(world, tmp_path):
    path = tmp_path / "plans.csv"
    path.write_text(
        "number;name;site;asset;every;unit;first\nA;x;NOWHERE;;1;months;2025-05-12\nB;x;NPS-S1;NONE;1;months;2025-05-12\n"
        "C;x;NPS-S1;;1;moons;2025-05-12\n"
    )
    found = brought_in(world.asta, path)
    assert [one["code"] for one in found.findings] == ["row_unknown_word", "row_unknown_thing", "row_unknown_word"]


def test_what_is_taken_along_comes_in_again_without_a_change(world, tmp_path, plan):
    plan(monthly(tasks=("Oil", "Test")))
    path = tmp_path / "plans.csv"
    rows = list(estate.rows_of_table(world.asta.scope, "plans", unit=None, today=NOON.date()))
    assert rows[0]["rule"] == "FREQ=MONTHLY"
    path.write_bytes(write_csv(estate.columns_of_table("plans"), rows))
    assert counts(brought_in(world.asta, path)) == (0, 1)
