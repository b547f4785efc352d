"""`./samdrift labels`: a file that says by its name what it is, whole or not at all."""

import io

import pytest

from samdrift.doors.cli import labels
from samdrift.doors.cli.problem import Problem
from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.registers.tags.commands.batches import make_tags_for
from samdrift.registers.tags.models import Tag


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    status = labels.main(list(words), io.StringIO(), out, err)
    return status, out.getvalue(), err.getvalue()


def test_labels_waiting_to_be_printed_come_first_and_are_then_printed(world, tmp_path):
    make_tags_for(world.asta.scope, world.site.uid, what="assets", base_url="https://fm.example", now=now())
    status, out, err = run("--site", "NPS-S1", "-o", str(tmp_path / "labels.pdf"))
    assert (status, err) == (0, "")
    assert out.startswith("1 labels in")
    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF")
    with everywhere(reason="test"):
        assert Tag.objects.get(asset=world.lift).state == "printed"


def test_where_all_hang_they_are_written_once_more_and_it_is_said(world, tmp_path):
    status, _out, err = run("--site", "nps-s1", "-o", str(tmp_path / "labels.csv"))
    assert status == 0
    assert "once more" in err
    table = (tmp_path / "labels.csv").read_text("utf-8-sig")
    assert "0.12" in table
    assert "Arrest" not in table


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--site", "NOWHERE", "-o", "labels.pdf"), "no site"),
        (("--site", "NPS-S1", "-o", "labels.doc"), "should end in"),
        (("--site", "NPS-S1", "-o", "labels.pdf", "--sheet", "a9"), "no paper"),
        (("--site", "NPS-S2", "-o", "labels.pdf"), "no label"),
        (("--site", "NPS-S1", "-o", "labels.zpl", "--sheet", "a4-3x8"), "roll"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_leaves_no_file(world, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem, match=said):
        run(*words)
    assert not list(tmp_path.iterdir())
