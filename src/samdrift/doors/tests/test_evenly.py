from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from samdrift.doors.evenly import AHEAD, ENOUGH, PLACES, Board, Evenly, among_its_own

SERVER, ANOTHER = 11, 12


@pytest.fixture
def board(tmp_path: Path) -> Callable[[int], Board]:
    """Boards over one file. Locks belong to a process, so places are handed out here by hand."""
    places = iter(range(PLACES))

    def made(server: int) -> Board:
        place = next(places)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Board, "_held", lambda _self: place)
            return Board(tmp_path / "in-hand", server)

    return made


def _headers(board: Board) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []

    def page(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"."]

    Evenly(page, lambda: board)({}, lambda _status, headers, *_more: told.extend(headers) or (lambda _: None))
    return told


def _busy(board: Board, requests: int) -> None:
    for _ in range(requests):
        board.take()


def test_a_process_with_more_in_hand_than_another_lets_the_connection_go(board: Callable[[int], Board]) -> None:
    one, other = board(SERVER), board(SERVER)
    _busy(one, 3)
    _busy(other, 4 - AHEAD)
    assert ("Connection", "close") in _headers(one), "the one answered is the fourth"
    other.take()
    assert ("Connection", "close") not in _headers(one)
    for _ in range(3):
        other.done()
    assert ("Connection", "close") in _headers(one)
    assert ("Connection", "close") not in _headers(other)


def test_a_few_requests_together_are_nothing_to_be_sent_away_for(board: Callable[[int], Board]) -> None:
    one, _idle = board(SERVER), board(SERVER)
    _busy(one, ENOUGH - 2)
    assert ("Connection", "close") not in _headers(one)


def test_a_single_process_and_another_server_change_nothing(board: Callable[[int], Board]) -> None:
    alone = board(SERVER)
    board(ANOTHER)
    _busy(alone, 20)
    assert ("Connection", "close") not in _headers(alone)


def test_a_place_given_back_counts_no_more(board: Callable[[int], Board]) -> None:
    one, gone = board(SERVER), board(SERVER)
    _busy(one, 9)
    assert one.too_many()
    gone.close()
    assert not one.too_many()


@pytest.mark.parametrize("folder", ["missing", "."])
def test_where_nothing_can_be_written_the_application_serves_as_it_is(tmp_path: Path, folder: str) -> None:
    asked = among_its_own(lambda environ, _start: [environ["PATH_INFO"].encode()], tmp_path / folder / "in-hand")
    assert asked({"PATH_INFO": "/"}, lambda: None) == [b"/"]
    assert (tmp_path / "in-hand").exists() == (folder == ".")
