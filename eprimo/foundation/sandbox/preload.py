"""Libraries that load their parts when they need them: for a child, which can open nothing, that is too late."""

import importlib
import pkgutil
from contextlib import suppress
from types import ModuleType


def load_whole(package: ModuleType) -> None:
    """Every module of a package, save those that want another package, and its program."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith(".__main__"):
            with suppress(ImportError):
                importlib.import_module(found.name)
