"""Requests of one process in turn: one is answered at one go, and what takes long lets the others by.

Threads of one process share one interpreter. Left to themselves, four of them that each make a page of 30 ms hand it to
and fro, so that all four take 120 ms and more, and who asks the database most waits longest: each statement gives the
interpreter away. In turn, the first is there after 30 ms and only the last after 120, and a fifth more is answered in
all (docs/decisions/0193). Whoever has had the interpreter for `ALONE_SECONDS` has the next one work beside them: an
upload over a slow line or a large export keeps nobody waiting.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

ALONE_SECONDS = 0.08  # nearly every page is there by then
LOOK_SECONDS = 0.005  # between two looks whether who works has become slow

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Turn:
    """One request's turn: whether it has come."""

    __slots__ = ("came", "since")

    def __init__(self) -> None:
        self.came = threading.Lock()
        self.since = 0.0


class Turns:
    """First come, first served; who works long lets the next begin."""

    def __init__(self, alone_seconds: float = ALONE_SECONDS) -> None:
        self._alone = alone_seconds
        self._lock = threading.Lock()
        self._waiting: deque[_Turn] = deque()
        self._now: _Turn | None = None

    def wait(self) -> _Turn:
        """Wait for the turn, which is given back by `done`."""
        mine = _Turn()
        with self._lock:
            if self._now is None:
                self._begin(mine)
                return mine
            mine.came.acquire()
            self._waiting.append(mine)
        while not mine.came.acquire(timeout=max(self._left(), LOOK_SECONDS)):
            with self._lock:
                if self._waiting and self._waiting[0] is mine and self._left() <= 0:
                    self._begin(self._waiting.popleft())
                    break
        return mine

    def done(self, turn: _Turn) -> None:
        """The turn is over: the next one's begins, unless it has long begun."""
        with self._lock:
            if self._now is not turn:
                return
            self._now = None
            if self._waiting:
                following = self._waiting.popleft()
                self._begin(following)
                following.came.release()

    def _begin(self, turn: _Turn) -> None:
        turn.since = time.monotonic()
        self._now = turn

    def _left(self) -> float:
        """How long whoever's turn it is stays alone."""
        now = self._now
        return max(0.0, now.since + self._alone - time.monotonic()) if now else 0.0


def in_turn(application: Application, turns: Turns) -> Application:
    """The application, one request at a time; files of ours need no turn."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith("/static/"):
            return application(environ, start_response)
        turn = turns.wait()
        try:
            return application(environ, start_response)
        finally:
            turns.done(turn)

    return answer
