"""The dates at which the demo shows the group. Each has a database and a clock of its own: going from one to another
undoes nothing, and what was done at each stays there."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings

# Chooses a scene for one start, whatever the page said last.
VARIABLE = "EPRIMO_DEMO_SCENE"
TODAY = "aujourdhui"
_ZONE = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Scene:
    """A date of the demo. `at` None: the last school day, as the calendar has it."""

    key: str
    label: str
    words: str
    at: datetime | None = None

    @property
    def purpose(self) -> str:
        """Of its database server, which keeps the data of this scene only."""
        return "demo" if self.key == TODAY else f"demo-{self.key}"

    def folder(self, var: Path) -> Path:
        """Where its clock and its faces are kept."""
        return var / "demo" if self.key == TODAY else var / "demo" / self.key


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=_ZONE)


SCENES = {
    one.key: one
    for one in (
        Scene(TODAY, "Aujourd’hui", "Le marché court, les écoles sont ouvertes."),
        Scene("2026-01", "Janvier 2026", "Les membres adhèrent, avant le 24.", _at("2026-01-13")),
        Scene("2026-09", "Septembre 2026", "Le marché vient de commencer.", _at("2026-09-15")),
        Scene("2028-05", "Mai 2028", "Un membre peut dire qu’il se retire.", _at("2028-05-23")),
        Scene("2030-07", "Juillet 2030", "Le marché finit, tout se rend.", _at("2030-07-02")),
    )
}


def _file(var: Path) -> Path:
    return var / "demo" / "scene"


def chosen(var: Path) -> Scene:
    """The scene that the demo shows: what the environment says, else what was chosen last, else today."""
    key = os.environ.get(VARIABLE, "")
    if not key:
        try:
            key = _file(var).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            key = TODAY
    return SCENES.get(key, SCENES[TODAY])


def shown() -> Scene:
    """The scene of this process, whatever was chosen since; today under the settings of tests."""
    return cast("Scene", getattr(settings, "SCENE", SCENES[TODAY]))


def choose(var: Path, scene: Scene) -> None:
    """Ask the demo to go to a scene; its first process sees it and starts again there."""
    path = _file(var)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(scene.key, encoding="ascii")
    fresh.replace(path)
