"""What is asked in turn, or only when something of its own changed: decided once, for all processes of a run.

- `of_turn`: of several alike, the first, and one more that differs from day to day: of those whose folder changed, when
  some did.
- `is_of_the_day`: of many, one in so many, others each day.
- `@pytest.mark.when_changed("eprimo/devtools/postgres", …)`: a test of a tool, asked when one of these files or folders
  changed since main's last landings, or git cannot tell; always in the drill, and when its folder is asked for by name.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from eprimo.devtools.changes import landed
from tests.sizes import FULL

_DAY = 24 * 3600


@cache
def _settled() -> dict[str, Any]:
    """The day's number, and the files that changed (None: all of them may have). The first process of a run writes it
    down for the others: they are to collect the same tests."""
    run = os.environ.get("EPRIMO_TEST_RUN", "")
    kept = Path(run) / "changed.json" if run else None
    if kept is not None and kept.exists():
        found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return found
    found = {"day": int(time.time()) // _DAY, "files": landed()}
    if kept is not None:
        kept.write_text(json.dumps(found), encoding="utf-8")
    return found


def settle() -> None:
    """Decide now, before other processes of the run ask."""
    _settled()


def any_of(paths: Sequence[str]) -> bool:
    """Whether one of these files, or a file of these folders, changed; True where it cannot be told."""
    files = _settled()["files"]
    return files is None or any(
        name == path or name.startswith(f"{path}/") for path in paths for name in files
    )


def of_turn(folders: Mapping[str, str], first: str, *, always: str = "") -> list[str]:
    """Of these, each with its folder: `first`, and one other by the day, of those whose folder changed when some did;
    all in the drill. `always`: one more, when it is among them."""
    keys = sorted(folders)
    if FULL:
        return keys
    known = _settled()["files"] is not None
    moved = [key for key in keys if known and any_of([folders[key]])]
    found = chosen(keys, first, moved, _settled()["day"])
    return [key for key in keys if key in {*found, always}]


def is_of_the_day(name: str, turns: int) -> bool:
    """Whether this one has its turn: one in `turns` has, others each day, and each within as many days; all in the
    drill."""
    return FULL or crc32(name.encode()) % turns == _settled()["day"] % turns


def chosen(keys: Sequence[str], first: str, changed: Sequence[str], day: int) -> list[str]:
    others = [key for key in keys if key != first]
    turns = [key for key in others if key in changed] or others
    return [key for key in keys if key == first or (turns and key == turns[day % len(turns)])]


def parted(
    config: pytest.Config, items: Sequence[pytest.Item]
) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """The tests that are asked, and those of which nothing changed since; the summary of the run tells the latter."""
    named = [config.invocation_params.dir / arg.partition("::")[0] for arg in config.args]
    left = [item for item in items if left_as_it_was(item, named)]
    if left:
        _told().write_text(json.dumps(Counter(item.path.name for item in left)), encoding="utf-8")
    out = {id(item) for item in left}
    return [item for item in items if id(item) not in out], left


def left_as_it_was(item: pytest.Item, named: Sequence[Path], *, full: bool = FULL) -> bool:
    """Whether this test looks at tools of which nothing changed, and neither its file nor its own folder is `named`."""
    mark = item.get_closest_marker("when_changed")
    if mark is None or full or {item.path, item.path.parent} & {*named}:
        return False
    return not any_of([*mark.args, str(item.path.relative_to(item.config.rootpath))])


def left_out() -> str:
    """One line for the summary of the run; nothing when all were asked."""
    if not _told().exists():
        return ""
    found = json.loads(_told().read_text(encoding="utf-8"))
    files = ", ".join(f"{name} {many}" for name, many in sorted(found.items()))
    return (
        f"Left out, as nothing that they look at changed since main's last landings: {sum(found.values())} tests of "
        f"tools ({files}). make drill asks them."
    )


def _told() -> Path:
    return Path(os.environ["EPRIMO_TEST_RUN"]) / "left.json"
