import json
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing

import pytest
from django.conf import settings

from samdrift.doors.cli import databases
from samdrift.doors.cli.archive import Archive, copy_sqlite, extract, open_archive
from samdrift.doors.cli.problem import Problem


def made(tmp_path, **parts):
    archive = Archive(tmp_path / "all.zip", {"made_at": "2025-09-01T08:00:00+00:00"})
    for name, content in parts.items():
        source = tmp_path / name
        source.write_bytes(content)
        archive.add(f"files/{name}", source)
    archive.close()
    return tmp_path / "all.zip"


def test_what_goes_in_comes_out_and_only_its_owner_may_read_it(tmp_path):
    path = made(tmp_path, photo=b"\x00\x01" * 3_000_000, empty=b"")
    opened, manifest = open_archive(path)
    assert manifest["entries"]["files/photo"]["bytes"] == 6_000_000
    extract(opened, "files/photo", tmp_path / "out" / "photo")
    assert (tmp_path / "out" / "photo").read_bytes() == b"\x00\x01" * 3_000_000
    assert path.stat().st_mode & 0o077 == 0


def test_an_abandoned_archive_leaves_nothing_and_an_older_one_stays(tmp_path):
    path = made(tmp_path, photo=b"old")
    before = path.read_bytes()
    Archive(path, {}).abandon()
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.half"))


def test_a_file_that_vanished_meanwhile_is_left_out(tmp_path):
    archive = Archive(tmp_path / "all.zip", {})
    archive.add("files/gone", tmp_path / "gone")
    archive.close()
    assert open_archive(tmp_path / "all.zip")[1]["entries"] == {}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"hello"])
def test_what_is_no_backup_is_refused_in_a_sentence(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(Problem, match="is not a backup of samdrift"):
        open_archive(tmp_path / "x.zip")


def test_a_damaged_or_changed_part_is_named(tmp_path):
    path = made(tmp_path, photo=b"photo")
    with zipfile.ZipFile(path) as old:
        manifest = old.read("manifest.json")
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("files/photo", b"other")
        new.writestr("manifest.json", manifest)
    with pytest.raises(Problem, match="files/photo is not what the manifest says"):
        open_archive(path)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "files/../../outside"])
def test_an_archive_cannot_write_outside_its_place(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as new:
        new.writestr("manifest.json", json.dumps({"format": "samdrift-backup", "version": 1, "entries": {name: {}}}))
    with pytest.raises(Problem, match="names a place outside itself"):
        open_archive(tmp_path / "x.zip")


def test_a_database_is_copied_at_one_moment_while_it_is_written_to(tmp_path):
    with closing(sqlite3.connect(tmp_path / "live", isolation_level=None)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE t (n)")
        live.execute("INSERT INTO t VALUES (1)")
        live.execute("BEGIN IMMEDIATE")
        live.execute("INSERT INTO t VALUES (2)")  # not committed: not part of the moment
        copy_sqlite(tmp_path / "live", tmp_path / "copy")
        live.execute("COMMIT")
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT n FROM t").fetchall() == [(1,)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_whole_installation_comes_back_and_a_full_database_is_not_overwritten(tmp_path, world, monkeypatch):
    from django.db import connection

    from samdrift.doors.cli import backup, restore

    if connection.vendor == "sqlite":
        database = {**settings.DATABASES["default"], "NAME": str(tmp_path / "live.sqlite3")}
        connection.connection.execute(f"VACUUM INTO '{database['NAME']}'")
    else:
        database = {**settings.DATABASES["default"], **connection.settings_dict}
        skip_unless_the_programs_fit(connection.pg_version // 10_000)
    monkeypatch.setitem(settings.DATABASES, "default", database)
    monkeypatch.setattr(settings, "SAMDRIFT_VAR", tmp_path)
    (tmp_path / "files" / "ab").mkdir(parents=True)
    (tmp_path / "files" / "ab" / "abcd").write_bytes(b"photo")
    assert backup.main([str(tmp_path / "all.zip")], None, sys.stdout, None) == 0
    with pytest.raises(Problem, match="the database is not empty"):
        restore.main([str(tmp_path / "all.zip")], None, sys.stdout, None)
    (tmp_path / "files" / "ab" / "abcd").write_bytes(b"changed")
    (tmp_path / "files" / "later").write_bytes(b"not in the backup")
    name = world.asta.person.given_name
    given_names(database, "UPDATE parties_person SET given_name = 'Changed'")
    assert restore.main([str(tmp_path / "all.zip"), "--replace"], None, sys.stdout, None) == 0
    assert (tmp_path / "files" / "ab" / "abcd").read_bytes() == b"photo"
    assert not (tmp_path / "files" / "later").exists()
    assert name in given_names(database)
    assert "Changed" not in given_names(database)


def skip_unless_the_programs_fit(server):
    """PostgreSQL's client programs refuse a newer server, such as the packaged one on a machine with older ones."""
    program = databases.newest("pg_dump")
    told = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout if program else ""
    if not program or int(told.split()[2].split(".")[0]) < server:
        pytest.skip(f"there is no pg_dump for PostgreSQL {server}")


def given_names(database, change=None):
    """The given names in the database that is backed up: a file on SQLite, the tests' own on PostgreSQL."""
    from django.db import connection

    if database["ENGINE"].endswith("sqlite3"):
        with closing(sqlite3.connect(database["NAME"])) as opened, opened:
            opened.execute(change or "SELECT 1")
            return {name for (name,) in opened.execute("SELECT given_name FROM parties_person")}
    with connection.cursor() as cursor:
        cursor.execute(change or "SELECT 1")
        cursor.execute("SELECT given_name FROM parties_person")
        return {name for (name,) in cursor.fetchall()}


def test_the_other_kind_of_database_is_told_by_the_name_of_its_part():
    assert databases.part_name({"ENGINE": "django.db.backends.sqlite3"}) == "database.sqlite3"
    assert databases.part_name({"ENGINE": "django.db.backends.postgresql"}) == "database.pgdump"


def test_backing_up_nothing_is_refused(tmp_path):
    with pytest.raises(Problem, match="there is no database yet"):
        databases.dump({"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "none")}, tmp_path / "copy")
