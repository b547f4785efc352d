"""Cells read as texts are those that values written by themselves would be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.events.sealing import sealed_payload
from samdrift.foundation.scope import everywhere
from samdrift.foundation.texts import among, as_written, moment_in_full, moment_text, uid_text
from tests.world import World

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (its bounds)


def kept(at: datetime) -> list[str]:
    """A moment as SQLite keeps it, as PostgreSQL tells it, and with another offset."""
    bare = f"{at.replace(tzinfo=None)}"
    short = bare.rstrip("0") if "." in bare else bare
    return [bare, f"{short}+00", f"{(at + timedelta(hours=2)).replace(tzinfo=None)}+02"]


@given(st.one_of(MOMENTS, MOMENTS.map(lambda at: at.replace(microsecond=at.microsecond // 10_000 * 10_000))))
def test_a_moment_is_written_alike_from_every_form_it_is_kept_in(at: datetime) -> None:
    for text in kept(at):
        assert moment_text(text) == at.isoformat()
        assert moment_in_full(text) == at.isoformat(timespec="microseconds")


@given(st.uuids())
def test_a_uid_is_written_alike_with_and_without_its_dashes(uid) -> None:
    assert uid_text(uid.hex) == uid_text(str(uid)) == str(uid)


@pytest.mark.django_db
def test_cells_are_what_the_rows_of_the_model_hold(world: World) -> None:
    with everywhere(reason="test"):
        records = {str(one.uid): one for one in EventRecord.objects.all()}
        some = [one.uid for one in records.values()][::2]
        names = ["uid", "kind", "happened_at", "device_at", "payload", "contract_id", "subject_uid"]
        rows = list(as_written(EventRecord.objects.filter(uid__in=among(some)), names, moment=moment_in_full))
    assert {row[0] for row in rows} == {str(uid) for uid in some}
    for uid, *cells in rows:
        sealed = sealed_payload(records[uid])
        keys = ("kind", "happened_at", "device_at", "payload", "contract", "subject")
        assert cells == [sealed[key] for key in keys]
    with everywhere(reason="test"):
        assert list(as_written(EventRecord.objects.filter(uid__in=among([])), names)) == []
