import gettext
import os

from samdrift.doors.cli import translations
from samdrift.doors.cli.compiled import compile_stale

PAGE = '<p>{{ _("Open requests") }}</p>{% trans n=count %}{{ n }} request{% pluralize %}{{ n }} requests{% endtrans %}'
CODE = """
from django.utils.translation import gettext as _, ngettext
def late(n): return ngettext("%(count)s request is late", "%(count)s requests are late", n) % {"count": n}
def name(): return _("Report a problem")
"""


def make_room(tmp_path, name="requests", code=CODE):
    room = tmp_path / "operations" / name
    (room / "templates").mkdir(parents=True)
    (room / "apps.py").write_text("")
    (room / "queries.py").write_text(code)
    (room / "templates" / "list.html").write_text(PAGE)
    return room


def fill(path, **strings):
    text = path.read_text(encoding="utf-8")
    for number, (english, translated) in enumerate(strings.items()):
        assert english in text, number
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{translated}"')
    path.write_text(text, encoding="utf-8")


def test_texts_of_code_and_pages_are_collected_in_their_room(tmp_path):
    room = make_room(tmp_path)
    (catalog,) = translations.templates(tmp_path).values()
    ids = {message.id for message in catalog if message.id}
    assert {"Open requests", "Report a problem"} <= ids
    assert ("%(count)s request is late", "%(count)s requests are late") in ids
    assert ("%(n)s request", "%(n)s requests") in ids
    assert list(translations.templates(tmp_path)) == [room]


def test_updating_twice_changes_nothing_and_keeps_what_was_translated(tmp_path):
    room = make_room(tmp_path)
    translations.update(tmp_path)
    path = translations.message_file(room, "da")
    fill(path, **{"Open requests": "Åbne sager"})
    translations.update(tmp_path)
    first = path.read_text(encoding="utf-8")
    translations.update(tmp_path)
    assert path.read_text(encoding="utf-8") == first
    assert "Åbne sager" in first
    assert "Creation-Date" not in first
    assert "#:" not in first


def test_a_text_that_moves_to_another_room_keeps_its_translation(tmp_path):
    one = make_room(tmp_path, "requests")
    translations.update(tmp_path)
    fill(translations.message_file(one, "sv"), **{"Open requests": "Öppna ärenden"})
    other = make_room(tmp_path, "work")
    translations.update(tmp_path)
    assert "Öppna ärenden" in translations.message_file(other, "sv").read_text(encoding="utf-8")


def test_missing_uncertain_and_changed_placeholders_are_named(tmp_path):
    room = make_room(tmp_path, code='from x import gettext as _\na = _("%(who)s left")\nb = _("Stay")\nc = _("Go")\n')
    translations.update(tmp_path)
    path = translations.message_file(room, "da")
    fill(path, **{"%(who)s left": "%(hvem)s gik", "Stay": "Bliv"})
    path.write_text(
        path.read_text(encoding="utf-8").replace('msgid "Stay"', '#, fuzzy\nmsgid "Stay"'), encoding="utf-8"
    )
    faults = "\n".join(fault for fault in translations.faults(tmp_path) if "/da/" in fault)
    assert "'%(who)s left' and '%(hvem)s gik' differ in placeholders." in faults
    assert "'Stay' is marked as uncertain." in faults
    assert "'Go' is not translated." in faults


def test_only_what_is_stale_is_compiled(tmp_path):
    room = make_room(tmp_path)
    translations.update(tmp_path)
    path = translations.message_file(room, "da")
    fill(path, **{"Report a problem": "Meld en fejl"})
    assert len(compile_stale(tmp_path)) == 2
    assert compile_stale(tmp_path) == []
    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Report a problem") == "Meld en fejl"
    later = path.with_suffix(".mo").stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(later, later))
    assert compile_stale(tmp_path) == [path]


def test_danish_and_swedish_have_two_forms_split_at_one(tmp_path):
    room = make_room(tmp_path)
    translations.update(tmp_path)
    for language in translations.LANGUAGES:
        text = translations.message_file(room, language).read_text(encoding="utf-8")
        assert "nplurals=2; plural=(n != 1)" in text


def test_a_text_taken_over_from_another_room_is_taken_over_in_each_language(tmp_path):
    one = make_room(tmp_path, "requests")
    translations.update(tmp_path)
    fill(translations.message_file(one, "da"), **{"Open requests": "Åbne sager"})
    fill(translations.message_file(one, "sv"), **{"Open requests": "Öppna ärenden"})
    other = make_room(tmp_path, "work")
    translations.update(tmp_path)
    assert "Åbne sager" in translations.message_file(other, "da").read_text(encoding="utf-8")
    assert "Öppna ärenden" in translations.message_file(other, "sv").read_text(encoding="utf-8")


def test_a_text_two_rooms_translate_in_two_ways_is_named_with_both(tmp_path):
    for home, danish in (("rooms/desk", "Ordre"), ("rooms/rounds", "Rækkefølge"), ("rooms/work", "Ordre")):
        folder = tmp_path / home
        (folder / "locale/da/LC_MESSAGES").mkdir(parents=True)
        (folder / "apps.py").write_text("", encoding="utf-8")
        text = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Order"\nmsgstr "{danish}"\n'
        (folder / "locale/da/LC_MESSAGES/django.po").write_text(text, encoding="utf-8")
    [found] = translations.disagreements(tmp_path)
    for told in ("da: 'Order'", "'Ordre' in rooms/desk, rooms/work", "'Rækkefølge' in rooms/rounds"):
        assert told in found, found


def test_no_text_of_ours_is_translated_in_two_ways():
    assert translations.disagreements() == []


def test_no_translation_says_the_same_thing_twice():
    """A text filled twice into the same entry reads as two sentences that are one."""
    doubled = [
        f"{home.name} {language}: {message.string[:60]}"
        for home in translations.rooms()
        for language in translations.LANGUAGES
        for message in translations.read(translations.message_file(home, language), language)
        if isinstance(message.string, str) and _is_double(message.string) and not _is_double(str(message.id))
    ]
    assert doubled == []


def _is_double(text):
    half = len(text) // 2
    return len(text) > 20 and text == text[:half] * 2
