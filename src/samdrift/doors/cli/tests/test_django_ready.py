import json

from samdrift.doors.cli.django_ready import demonstration


def loaded(var, profile, **clock):
    folder = var / f"demo-{profile}"
    folder.mkdir()
    (folder / "demonstration.json").write_text(json.dumps({"as_of": "2026-01-15T08:00:00+00:00", **clock}))
    return folder


def test_without_an_installation_the_demonstration_is_worked_on_and_said(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("SAMDRIFT_BASE_URL", raising=False)
    assert demonstration(tmp_path) == {}
    folder = loaded(tmp_path, "ci")
    (folder / ".running").write_text("http://localhost:8123")
    settings = demonstration(tmp_path)
    assert settings["SAMDRIFT_VAR"] == str(folder)
    assert settings["SAMDRIFT_BASE_URL"] == "http://localhost:8123"
    assert float(settings["SAMDRIFT_CLOCK_OFFSET_SECONDS"]) != 0
    assert "working on the demonstration" in capsys.readouterr().err


def test_an_installation_is_never_left_for_the_demonstration(tmp_path, monkeypatch):
    loaded(tmp_path, "ci")
    monkeypatch.setenv("DATABASE_URL", "postgresql://here/db")
    assert demonstration(tmp_path) == {}
    monkeypatch.delenv("DATABASE_URL")
    (tmp_path / "samdrift.sqlite3").touch()
    assert demonstration(tmp_path) == {}
