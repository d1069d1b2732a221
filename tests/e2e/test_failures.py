"""A test that fails in a browser leaves what was on its pages, and a journey what each part that failed had."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.failures import keep_pages, keep_what_was_shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_and_traces_are_kept(
    visit: Visit, settings: Any, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    visitor = visit()
    visitor.open("/")
    part = keep_pages(request.node, [visitor.context], "a part: « le début »")
    assert {path.name for path in part.iterdir()} == {"1-1.png", "1-1.html"}
    kept = keep_what_was_shown(request.node, [visitor.context])
    assert {path.name for path in kept.iterdir()} == {"1-trace.zip", "1-1.png", "1-1.html", part.name}
    assert "<html" in (kept / "1-1.html").read_text(encoding="utf-8")
    assert kept.parent == tmp_path / "failures"
