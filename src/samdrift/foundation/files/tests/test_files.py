import io
from datetime import timedelta
from uuid import uuid4

import pytest

from samdrift.foundation import clock
from samdrift.foundation.conftest import NOON, scope_in
from samdrift.foundation.files import registry
from samdrift.foundation.files.commands import clear_orphans, drop_files, store
from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.files.queries import files_of, open_file
from samdrift.foundation.files.registry import file_owner
from samdrift.foundation.files.sending import sent as answer_with
from samdrift.foundation.files.storage import DiskStorage
from samdrift.foundation.files.tests.test_cleaning import PDF, phone_photo, photo


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.SAMDRIFT_VAR = tmp_path


@pytest.fixture
def thing():
    """A thing that may own files and that some people, by their id, may not see."""
    hidden_from = set()
    file_owner("things", visible=lambda scope, uid: scope.person_id not in hidden_from)
    yield hidden_from
    registry.owners.pop("things")


def keep(scope, uid, content=None, name="photo.jpg", **options):
    stream = io.BytesIO(content or phone_photo())
    return store(scope, "things", uid, stream, name, **{"visibility": "shared", "now": NOON, **options})


def sent(scope, uid, **options):
    """The headers and bytes a door sends."""
    opened = open_file(scope, uid, **options)
    answer = answer_with(opened)
    content = b"".join(answer.streaming_content)
    opened.stream.close()  # not the answer: that would end a request, and with it the test's connection
    return answer.headers, content


def test_a_file_is_seen_by_whoever_may_see_its_owner(scope, thing):
    row = keep(scope, uuid4())
    headers, content = sent(scope, row.uid)
    assert len(content) == row.size
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("inline")
    assert len(sent(scope, row.uid, thumbnail=True)[1]) > 0
    thing.add(scope.person_id)
    with pytest.raises(StoredFile.DoesNotExist):
        open_file(scope, row.uid)


def test_a_file_of_another_community_does_not_exist(scope, thing, elsewhere):
    row = keep(scope, uuid4())
    with pytest.raises(StoredFile.DoesNotExist):
        open_file(scope_in(elsewhere, party_id=scope.party_id), row.uid)


def test_a_partys_own_file_does_not_exist_for_the_other(scope, thing, community, party):
    owner = uuid4()
    row = keep(scope, owner, visibility="party")
    provider = scope_in(community, party_id=party("provider"))
    with pytest.raises(StoredFile.DoesNotExist):
        open_file(provider, row.uid)
    assert files_of(provider, "things", [owner]) == {}
    assert files_of(scope, "things", [owner]) == {owner: [row]}


def test_files_are_never_listed_but_through_their_owners(scope, thing):
    keep(scope, uuid4())
    assert not StoredFile.objects.within(scope).exists()


def test_the_files_of_many_owners_cost_one_statement(scope, thing, django_assert_num_queries):
    uids = [uuid4() for _ in range(12)]
    for uid in uids:
        keep(scope, uid)
    for many in (1, 12):
        with django_assert_num_queries(1):
            assert len(files_of(scope, "things", uids[:many])) == many


def test_the_same_file_twice_is_kept_once(scope, thing):
    owner = uuid4()
    assert keep(scope, owner).uid == keep(scope, owner, name="again.jpg").uid
    assert keep(scope, owner, visibility="party").uid == keep(scope, owner, visibility="party").uid
    assert len(files_of(scope, "things", [owner])[owner]) == 2


def test_a_document_is_downloaded_never_shown(scope, thing):
    row = keep(scope, uuid4(), PDF, 'R"ø\r\nr.pdf')
    headers, _ = sent(scope, row.uid)
    assert headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in headers["Content-Disposition"]
    assert "sandbox" in headers["Content-Security-Policy"]


def test_bytes_lie_under_their_hash_and_apart_for_each_community(scope, thing, tmp_path):
    row = keep(scope, uuid4())
    path = tmp_path / "files" / str(scope.community_id) / row.sha256[:2] / row.sha256
    assert path.stat().st_size == row.size


def test_bytes_nobody_speaks_of_are_cleared_after_a_day(scope, thing):
    owner, other = uuid4(), uuid4()
    row, kept = keep(scope, owner, photo((30, 30))), keep(scope, other, photo((50, 50)))
    assert drop_files("things", owner) == 1
    assert clear_orphans(clock.real_now()) == 0
    assert clear_orphans(clock.real_now() + timedelta(days=2)) == 2
    with pytest.raises(FileNotFoundError):
        DiskStorage().open(scope.community_id, row.sha256)
    assert sent(scope, kept.uid)[1]


def test_bytes_put_again_are_young_again(scope, tmp_path):
    disk = DiskStorage(tmp_path)
    disk.put(1, "ab12", b"x")
    disk.put(1, "ab12", b"x")
    assert list(disk.older_than(clock.real_now() + timedelta(seconds=5))) == [(1, "ab12")]
    assert list(disk.older_than(clock.real_now() - timedelta(seconds=60))) == []
    disk.delete(1, "ab12")
    disk.delete(1, "ab12")


def test_only_registered_things_own_files(scope):
    with pytest.raises(KeyError, match="nobodys"):
        store(scope, "nobodys", uuid4(), io.BytesIO(photo()), "x.jpg", visibility="shared", now=NOON)


def test_who_acts_for_no_party_keeps_nothing_for_a_party(scope, thing, community):
    with pytest.raises(ValueError, match="party"):
        keep(scope_in(community), uuid4(), visibility="party")
