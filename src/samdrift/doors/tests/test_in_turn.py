import threading
import time
from typing import Any

import pytest

from samdrift.doors.in_turn import Turns, in_turn

FOREVER = 60.0
SOON = 20.0  # seconds a test waits for what must happen


def _asking(turns: Turns, told: list[str], name: str, until: threading.Event) -> threading.Thread:
    def ask() -> None:
        turn = turns.wait()
        told.append(name)
        until.wait(SOON)
        turns.done(turn)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def _until(seen: Any) -> None:
    end = time.monotonic() + SOON
    while not seen():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.002)


def test_who_comes_first_is_answered_first_and_at_one_go() -> None:
    turns, told, over = Turns(FOREVER), list[str](), threading.Event()
    first = turns.wait()
    threads = []
    for n in range(4):
        threads.append(_asking(turns, told, f"{n}", over))
        _until(lambda n=n: len(turns._waiting) == n + 1)
    assert told == []
    over.set()
    turns.done(first)
    for thread in threads:
        thread.join(SOON)
    assert told == ["0", "1", "2", "3"]


def test_who_takes_long_keeps_nobody_waiting_and_is_not_ended_twice() -> None:
    turns, told = Turns(0.01), list[str]()
    slow, over, later = turns.wait(), threading.Event(), threading.Event()
    second = _asking(turns, told, "second", over)
    _until(lambda: told == ["second"])
    turns._alone = FOREVER
    third = _asking(turns, told, "third", later)
    _until(lambda: len(turns._waiting) == 1)
    turns.done(slow)
    assert len(turns._waiting) == 1, "The slow one's turn was over long ago: the second's is not."
    over.set()
    second.join(SOON)
    _until(lambda: told == ["second", "third"])
    later.set()
    third.join(SOON)
    assert turns.wait()


def test_a_request_that_fails_gives_its_turn_back() -> None:
    turns = Turns(FOREVER)

    def broken(_environ: Any, _start: Any) -> list[bytes]:
        raise ValueError("broken")

    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            in_turn(broken, turns)({"PATH_INFO": "/"}, lambda: None)


def test_files_of_ours_wait_for_nobody() -> None:
    turns = Turns(FOREVER)
    turns.wait()
    assert in_turn(lambda _environ, _start: [b"css"], turns)({"PATH_INFO": "/static/a.css"}, lambda: None) == [b"css"]
