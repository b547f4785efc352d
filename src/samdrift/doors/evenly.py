"""Connections spread evenly over the server's processes: one that has more to do than another lets a connection go.

A kept-alive connection stays with the process that took it, and whichever process wakes first takes it. Of eight
people six may sit with one process while the other idles, and those six wait half as long again. So each process tells
the others of its server how many requests it has in hand; one that has two more than another answers with
`Connection: close`, and the browser's next request goes to whoever is free (docs/decisions/0193).
"""

import fcntl
import mmap
import os
import struct
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

PLACES = 64  # as many processes as a server may have
ENOUGH = 3  # requests in hand below which nobody is sent away: a page's own files come together
AHEAD = 2  # so many more than another, and a connection moved makes it evener
PLACE = struct.Struct("<IHxx")  # the server's process id, and the requests in hand

Start = Callable[..., Callable[[bytes], object]]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Board:
    """What every process of a server has in hand, in a small file all of them map.

    A place is held by a lock on its bytes, which the system frees when a process dies; its next holder writes anew.

    Raises:
        OSError: The file cannot be written, or all places are held.
    """

    def __init__(self, path: Path, server: int) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._in_hand = 0
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(self._file, PLACES * PLACE.size)
            self._places = mmap.mmap(self._file, PLACES * PLACE.size)
            self._mine = self._held()
        except BaseException:
            os.close(self._file)
            raise
        self._write()

    def close(self) -> None:
        """Give the place back."""
        PLACE.pack_into(self._places, self._mine * PLACE.size, 0, 0)
        self._places.close()
        os.close(self._file)

    def take(self) -> None:
        """One request more in hand."""
        with self._lock:
            self._in_hand += 1
            self._write()

    def done(self) -> None:
        """One request less in hand."""
        with self._lock:
            self._in_hand -= 1
            self._write()

    def too_many(self) -> bool:
        """Whether another process of this server has so much less in hand that one of ours belongs there."""
        mine = self._in_hand
        if mine < ENOUGH:
            return False
        every = PLACE.iter_unpack(self._places[: PLACES * PLACE.size])
        others = (held for at, (server, held) in enumerate(every) if server == self._server and at != self._mine)
        return mine >= min(others, default=mine) + AHEAD

    def _held(self) -> int:
        for place in range(PLACES):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, PLACE.size, place * PLACE.size)
            except OSError:
                continue
            return place
        raise OSError("All places are held.")

    def _write(self) -> None:
        PLACE.pack_into(self._places, self._mine * PLACE.size, self._server, self._in_hand)


class Evenly:
    """The application, its answers letting connections go while another process has less to do.

    A process takes its place with its first request: the one that loads the application for all of them has none.
    """

    def __init__(self, application: Application, board: Callable[[], Board]) -> None:
        self._application = application
        self._make = board
        self._boards: dict[int, Board | None] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request."""
        board = self._board()
        if board is None:
            return self._application(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            if board.too_many():
                headers = [*headers, ("Connection", "close")]
            return start_response(status, headers, *more)

        board.take()
        try:
            return self._application(environ, start)
        finally:
            board.done()

    def _board(self) -> Board | None:
        """This process's; None where the file cannot be written."""
        process = os.getpid()
        if process not in self._boards:
            with self._lock:
                if process not in self._boards:
                    try:
                        self._boards[process] = self._make()
                    except OSError:
                        self._boards[process] = None
        return self._boards[process]


def among_its_own(application: Application, path: Path) -> Evenly:
    """The application as one process of the server that started it; alone where the file cannot be written."""
    return Evenly(application, lambda: Board(path, os.getppid()))
