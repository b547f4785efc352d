import threading

from samdrift.doors.cli.checking import MOST_LINES, Step, failing, summed_up, told


def test_what_holds_is_one_line_and_what_fails_says_why():
    said = []
    assert told(Step("style", lambda: (True, "all fine")), said.append)
    assert not told(Step("types", lambda: (False, "a.py:1: wrong\nb.py:2: wrong")), said.append)
    assert said[0].startswith("ok      style  (")
    assert said[1].startswith("FAILED  types  (")
    assert said[2:] == ["        a.py:1: wrong\n        b.py:2: wrong"]


def test_a_flood_of_details_is_cut_with_the_count():
    said = []
    told(Step("texts", lambda: (False, "\n".join(map(str, range(500))))), said.append)
    assert said[1].endswith(f"... and {500 - MOST_LINES} lines more")


def test_a_note_is_shown_although_the_step_holds():
    said = []
    assert told(Step("long", lambda: (True, "note: 2 to split\na\nb")), said.append)
    assert "note: 2 to split" in said[1]


def test_the_steps_that_failed_are_named_together():
    said = []
    assert summed_up(["types", "style"], said.append) == 1
    assert summed_up([], said.append) == 0
    assert said == ["failed: types, style", "All checks but the tests hold."]


def test_steps_that_run_side_by_side_are_told_in_their_order():
    said = []
    last_began = threading.Event()

    def first():
        return last_began.wait(60), "wrong"

    def last():
        last_began.set()
        return False, "wrong too"

    steps = [Step("style", first), Step("layout", lambda: (True, "")), Step("types", last)]
    assert failing(steps, said.append) == ["types"]
    told_of = [(line.split()[0], step.name) for line in said for step in steps if step.name in line]
    assert told_of == [("ok", "style"), ("ok", "layout"), ("FAILED", "types")]
