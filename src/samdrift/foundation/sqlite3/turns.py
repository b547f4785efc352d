"""Whose turn it is to write to a SQLite file: a queue across threads and processes.

SQLite has one writer. Left to itself, whoever finds it busy sleeps longer and longer and may be passed over by every
newcomer: with eight people reporting at once, one report in twenty waited half a second.
"""

import fcntl
import os
import threading
import time

POLL_SECONDS = 0.0005


class TooLong(Exception):
    """The turn did not come in time."""


class Turns:
    """The turns of one file. Within a process a lock queues the threads; between processes two locked files do.

    Whoever waits holds the first file (who is next) until they have the second (who writes now): so the process that
    has just written cannot step in front of one that waits. The system frees both when a process dies.
    """

    def __init__(self, database: str) -> None:
        self._paths = (f"{database}-next", f"{database}-turn")
        self._thread = threading.Lock()
        self._files: tuple[int, int] | None = None

    def take(self, seconds: float) -> None:
        """Wait for the turn.

        Raises:
            TooLong: It did not come within so many seconds.
        """
        until = time.monotonic() + seconds
        if not self._thread.acquire(timeout=seconds):
            raise TooLong
        try:
            following, writing = self._files or self._open()
            self._lock(following, until)
            try:
                self._lock(writing, until)
            finally:
                fcntl.flock(following, fcntl.LOCK_UN)
        except BaseException:
            self._thread.release()
            raise

    def give_back(self) -> None:
        """Let the next one write."""
        if self._files is not None:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
        self._thread.release()

    def _open(self) -> tuple[int, int]:
        first, second = (os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for path in self._paths)
        self._files = first, second
        return first, second

    @staticmethod
    def _lock(file: int, until: float) -> None:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > until:
                    raise TooLong from None
                time.sleep(POLL_SECONDS)


_turns: dict[tuple[int, str], Turns] = {}
_making = threading.Lock()


def turns_of(database: str) -> Turns:
    """The turns of a database file in this process; a forked process has its own, for locks would be shared."""
    key = (os.getpid(), os.path.realpath(database))
    found = _turns.get(key)
    if found is None:
        with _making:
            found = _turns.setdefault(key, Turns(key[1]))
    return found
