"""The database backend: Django's own for SQLite, but that writers queue for their turn and months are told quickly."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from samdrift.foundation.sqlite3.truncating import truncated
from samdrift.foundation.sqlite3.turns import TooLong, Turns, turns_of

WRITING = frozenset({"INSERT", "UPDATE", "DELETE"})


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes its turn when a transaction begins and gives it back when it ends."""

    _turns: Turns | None = None  # held by this connection

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave out what is private
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def get_new_connection(self, conn_params: Any) -> Any:
        made = super().get_new_connection(conn_params)
        made.create_function("django_datetime_trunc", 4, truncated, deterministic=True)
        return made

    def create_cursor(self, name: Any = None) -> Any:
        cursor = self.connection.cursor(factory=_Cursor)
        cursor.database = self
        return cursor

    @contextmanager
    def turn_for(self, query: str) -> Iterator[None]:
        """Hold the turn while a statement writes on its own, outside a transaction."""
        alone = not self.in_atomic_block and query.lstrip()[:6].upper() in WRITING
        if alone:
            self._take_turn()
        try:
            yield
        finally:
            if alone:
                self._end_turn()

    def _take_turn(self) -> None:
        if self.is_in_memory_db() or self._turns is not None:
            return
        turns = turns_of(str(self.settings_dict["NAME"]))
        try:
            turns.take(float(self.settings_dict["OPTIONS"].get("timeout", 5)))
        except TooLong:
            raise OperationalError("database is locked: the turn to write did not come in time") from None
        self._turns = turns

    def _end_turn(self) -> None:
        turns, self._turns = self._turns, None
        if turns is not None:
            turns.give_back()


@lru_cache(maxsize=512)
def _marked(query: str) -> str:
    """The statement with SQLite's own marks; the few hundred we ask are converted once."""
    return str(base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))


class _Cursor(base.SQLiteCursorWrapper):
    database: DatabaseWrapper

    def convert_query(self, query: str, *, param_names: Any = None) -> Any:
        return super().convert_query(query, param_names=param_names) if param_names else _marked(query)

    def execute(self, query: str, params: Any = None) -> Any:
        with self.database.turn_for(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.database.turn_for(query):
            return super().executemany(query, param_list)
