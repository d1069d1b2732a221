"""The Chromium of the browser tests is one that was seen to load a page."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from eprimo.devtools import chromium
from eprimo.devtools.chromium import ChromiumError, ChromiumPaths, find_chromium, refusal

pytestmark = pytest.mark.when_changed("eprimo/devtools/chromium.py", "requirements")


@pytest.mark.browser
def test_packaged_chromium_shows_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without Chromium: its own libraries and fonts are found (without a font, no text at all)."""
    monkeypatch.setattr(chromium, "NAMES", ())
    paths = find_chromium()
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=paths.executable, env=paths.env, args=list(chromium.FLAGS[1:])
        )
        page = browser.new_page()
        page.goto("data:text/html;charset=utf-8,<h1>Carnet de liaison</h1>")
        assert page.inner_text("h1") == "Carnet de liaison"
        browser.close()


def test_a_program_that_is_no_browser_is_refused() -> None:
    assert refusal(ChromiumPaths(Path("/bin/false")))
    assert refusal(ChromiumPaths(Path("/nowhere/chromium")))


def test_without_any_the_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho no library >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/nowhere")
    monkeypatch.setattr(chromium, "PACKAGE", tmp_path)
    with pytest.raises(ChromiumError, match="BROWSER=no"):
        find_chromium()
    # What the one of the packages cannot do is not asked of it.
    with pytest.raises(ChromiumError, match=r"apt-get install chromium.*no library"):
        find_chromium(whole=True)
