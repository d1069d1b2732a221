"""Records the rows of the demo: its smallest academy, and the story of the group at each of its dates."""

from typing import Any

from eprimo.devtools.demo.academy.load import load_demo
from eprimo.devtools.demo.scenes import SCENES
from eprimo.devtools.demo.story import play
from eprimo.devtools.demo.story.stage import Stage
from eprimo.foundation.kernel import clock
from tests.conftest import NOW
from tests.devtools.test_story import STANDS, stage
from tests.recorded.rows import Looks, moved, rows_text
from tests.recorded.writing import write

__all__ = ["stage"]


def test_academy(db: None, tmp_path: Any, settings: Any) -> None:
    settings.VAR = tmp_path
    with clock.frozen(NOW):
        load_demo(schools=3, pupils=30)
        for table, rows in Looks().rows().items():
            write("story", f"academy/{table}", rows_text(rows))


def test_story(stage: Stage) -> None:
    looks, before = Looks(), None
    rows = looks.rows()
    for key in STANDS:
        at = SCENES[key].at
        assert at is not None
        play(stage, at, before)
        before, after = at, looks.rows()
        write("story", f"group/{key}", "\n".join(moved(rows, after)))
        rows = after
