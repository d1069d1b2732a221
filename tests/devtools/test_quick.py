"""Which tests an edit asks for."""

from pathlib import Path

import pytest

from eprimo.devtools.quick import ROOT, chosen

SUPPORT = "eprimo/console/support"


@pytest.mark.parametrize(
    ("name", "paths", "spaces"),
    [
        ("eprimo/console/support/views.py", {"tests/console/support"}, {"support"}),
        (f"{SUPPORT}/templates/support/ask.html", {"tests/console/support", "tests/ui/test_templates.py"}, set()),
        ("eprimo/foundation/intake/onde/reader.py", {"tests/foundation/intake/onde"}, set()),
        ("eprimo/ui/french.py", {"tests/ui"}, set()),
        ("frontend/src/styles/tokens.css", {"tests/ui"}, set()),
        ("bench/pages.py", {"tests/bench"}, set()),
        ("tests/devtools/test_quick.py", {"tests/devtools/test_quick.py"}, set()),
        ("tests/matrix/lines/support.py", set(), {"support"}),
        ("tests/e2e/journey.py", {"tests/e2e"}, set()),
        ("docs/architecture.md", set(), set()),
    ],
)  # fmt: skip
def test_a_changed_file_names_its_tests(name: str, paths: set[str], spaces: set[str]) -> None:
    found = chosen([name])
    assert (found.paths, found.spaces, found.untold) == (paths, spaces, [])


def test_what_has_no_tests_of_its_own_is_said() -> None:
    assert chosen(["pyproject.toml", "eprimo/config/urls.py", "tests/cast.py"]).untold == [
        "pyproject.toml", "eprimo/config/urls.py", "tests/cast.py",
    ]  # fmt: skip


def test_a_test_that_was_removed_is_not_asked_for(tmp_path: Path) -> None:
    assert chosen(["tests/console/support/test_gone.py"], tmp_path).paths == set()


def test_every_app_has_tests_at_its_place() -> None:
    apps = [path.parent for path in ROOT.glob("eprimo/*/*/apps.py")]
    alone = [
        str(app.relative_to(ROOT)) for app in apps if chosen([f"{app.relative_to(ROOT)}/models.py"]).untold
    ]
    assert alone == []
