"""What a failed test in a browser leaves under var/failures: each page as picture and HTML, each context's trace.

A journey has parts (`chapter` of conftest.py). Each that fails leaves its pages at that instant, in its own folder.
"""

import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Error

_BEGUN = pytest.StashKey[bool]()


def _named(words: str) -> str:
    return re.sub(r"[^\w.-]+", "-", words).strip("-")[-150:]


def _folder(node: pytest.Item) -> Path:
    """Named after the test; what it left the last time is gone."""
    folder: Path = settings.VAR / "failures" / _named(node.nodeid)
    if not node.stash.get(_BEGUN, False):
        node.stash[_BEGUN] = True
        shutil.rmtree(folder, ignore_errors=True)
    return folder


def keep_pages(node: pytest.Item, contexts: Iterable[BrowserContext], part: str = "") -> Path:
    """Each open page as picture and HTML. A page that is closed or stands still must not hide why the test failed."""
    folder = _folder(node) / _named(part)
    folder.mkdir(parents=True, exist_ok=True)
    for number, context in enumerate(contexts, 1):
        for place, page in enumerate(context.pages, 1):
            with suppress(Error):
                page.screenshot(path=folder / f"{number}-{place}.png", full_page=True, timeout=5000)
            with suppress(Error):
                (folder / f"{number}-{place}.html").write_text(page.content(), encoding="utf-8")
    return folder


def keep_what_was_shown(node: pytest.Item, contexts: Iterable[BrowserContext]) -> Path:
    """The pages and the traces, into a folder that is returned."""
    everyone = list(contexts)
    folder = keep_pages(node, everyone)
    for number, context in enumerate(everyone, 1):
        with suppress(Error):
            context.tracing.stop(path=folder / f"{number}-trace.zip")
    return folder
