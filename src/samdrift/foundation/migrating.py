"""Migrating without drawing every model anew for every step.

Django renders a changed model together with all that is related to it, and in a house where everything hangs on
community, person and organisation that is nearly every model: 26,500 renderings for 100 migrations, most of the time a
new database takes. A step that adds a table, a column, an index or a constraint reads only the model it changes, so
only that one is rendered; before any other step, and before one that runs code, all are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class LeanState(ProjectState):
    """The models as the migrations know them, rendered as late as may be."""

    alone = False

    def add_model(self, model_state: ModelState) -> None:
        """A new table: nothing that is there already changes."""
        with self._alone():
            super().add_model(model_state)

    def add_field(self, *args: Any, **kwargs: Any) -> None:
        """A new column of one table."""
        with self._alone():
            super().add_field(*args, **kwargs)

    def add_index(self, *args: Any, **kwargs: Any) -> None:
        """A new index of one table."""
        with self._alone():
            super().add_index(*args, **kwargs)

    def add_constraint(self, *args: Any, **kwargs: Any) -> None:
        """A new constraint of one table."""
        with self._alone():
            super().add_constraint(*args, **kwargs)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:  # noqa: FBT001, FBT002 (Django's)
        """Render the one model, or forget all that is rendered until somebody asks."""
        if self.alone and "apps" in self.__dict__:
            # Code that runs in a migration clears what is delayed first, and so meets all models rendered anew.
            self.is_delayed = True
            self._reload({(app_label, model_name)})  # type: ignore[attr-defined]
        else:
            self.__dict__.pop("apps", None)

    def reload_models(self, models: Any, delay: bool = True) -> None:  # noqa: FBT001, FBT002 (Django's)
        """Forget all that is rendered until somebody asks."""
        self.__dict__.pop("apps", None)

    def clone(self) -> "LeanState":
        """The same, to be changed apart."""
        return lean(super().clone())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.alone = True
        try:
            yield
        finally:
            self.alone = False


def lean(state: ProjectState) -> LeanState:
    """The same state, rendering as little as it must."""
    state.__class__ = LeanState
    assert isinstance(state, LeanState)
    return state


class LeanExecutor(MigrationExecutor):
    """Runs migrations on states that render as little as they must."""

    def _create_project_state(self, *args: Any, **kwargs: Any) -> LeanState:
        made: ProjectState = super()._create_project_state(*args, **kwargs)  # type: ignore[misc]
        return lean(made)
