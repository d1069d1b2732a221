"""Migrations that do not draw the whole schema anew at each of their operations.

After an operation Django renders again every model that is tied to the one that changed, so that code in migrations
finds them whole. In a schema as tied as ours these are all of them, five hundred times: most of the time of a first
start. Here what a model gains is rendered on that model alone; what changes a key has everything rendered again, as
`RunPython` does by itself (`clear_delayed_apps_cache`).
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db.migrations.state import ProjectState

# Nobody else is to know of them: the tables that they point to stay as they are.
_GAINS = ("add_model", "add_field")


@contextlib.contextmanager
def rendered_alone() -> Iterator[None]:
    """Inside, a model that gains something is rendered by itself."""
    kept = {name: getattr(ProjectState, name) for name in (*_GAINS, "reload_model")}
    try:
        for name in _GAINS:
            setattr(ProjectState, name, _gaining(kept[name]))
        ProjectState.reload_model = _reload_model  # type: ignore[method-assign]
        yield
    finally:
        for name, method in kept.items():
            setattr(ProjectState, name, method)


def _gaining(change: Callable[..., None]) -> Callable[..., None]:
    def changed(self: ProjectState, *args: Any, **options: Any) -> None:
        self.__dict__["gains"] = True
        try:
            change(self, *args, **options)
        finally:
            self.__dict__["gains"] = False

    return changed


def _reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """`delay` is Django's word for a change that no key is part of."""
    if "apps" not in self.__dict__:
        return
    if not (delay or self.__dict__.get("gains")):
        # Rendered whole by who asks for it next.
        del self.__dict__["apps"]
        return
    self.is_delayed = True
    with self.apps.bulk_update():
        self.apps.unregister_model(app_label, model_name)
    self.apps.render_multiple([self.models[app_label, model_name]])
