"""What the folder of a kind shows of it in the demo (`demo.py`, `SAMPLES`): the tests of all kinds take from it too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from eprimo.foundation.content.kinds import Kind, To


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A thing that the head of each open school published, so many days before the demo's own."""

    title: str
    # Light markup.
    text: str = ""
    to: To = To.SCHOOL
    days_ago: int = 1
    # Shown for so many days from then; None: no last day.
    shown_for: int | None = None
    pupils: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def samples_of(kind: Kind) -> tuple[Sample, ...]:
    """Those that a `demo.py` gives under the key of the kind, the oldest first."""
    found: list[Sample] = []
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "demo"):
            found += getattr(import_module(f"{config.name}.demo"), "SAMPLES", {}).get(kind.key, ())
    return tuple(sorted(found, key=lambda one: -one.days_ago))
