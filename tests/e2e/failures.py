"""What a failed test in a browser leaves under var/failures: each page as picture and HTML, each context's trace."""

import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Error


def keep_what_was_shown(node: pytest.Item, contexts: Iterable[BrowserContext]) -> Path:
    """Into a folder named after the test, which is returned; what it left the last time is replaced."""
    folder = settings.VAR / "failures" / re.sub(r"[^\w.-]+", "-", node.nodeid).strip("-")[-150:]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, context in enumerate(contexts, 1):
        # A page that is closed or stands still must not hide why the test failed.
        with suppress(Error):
            context.tracing.stop(path=folder / f"{number}-trace.zip")
        for place, page in enumerate(context.pages, 1):
            with suppress(Error):
                page.screenshot(path=folder / f"{number}-{place}.png", full_page=True, timeout=5000)
            with suppress(Error):
                (folder / f"{number}-{place}.html").write_text(page.content(), encoding="utf-8")
    return folder
