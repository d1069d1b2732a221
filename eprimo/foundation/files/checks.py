"""What the operator is told of the files' own host by `manage.py check`."""

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def another_host(app_configs: Any, **kwargs: Any) -> Sequence[checks.CheckMessage]:  # noqa: ARG001 - Django's
    """Cookies know no port: what is to be apart has another name."""
    if not settings.FILES_URL:
        return []
    files, pages = urlsplit(settings.FILES_URL), urlsplit(settings.PUBLIC_URL)
    found = []
    if not files.hostname or files.path or files.query or files.scheme not in {"http", "https"}:
        found.append(_error("is the address of a host, as https://fichiers.example.org.", "E001"))
    elif files.hostname in {pages.hostname, *settings.PAGE_HOSTS}:
        found.append(_error("is to have another host name than the pages: cookies know no port.", "E002"))
    if pages.scheme == "https" and files.scheme != "https":
        found.append(_error("is to be https, as the pages are: browsers show nothing else in them.", "E003"))
    return found


@checks.register(checks.Tags.security)
def programs_of_files(app_configs: Any, **kwargs: Any) -> Sequence[checks.CheckMessage]:  # noqa: ARG001 - Django's
    """Tell when what prints office documents, or recognises letters, is not there or may not be started."""
    named = (("LIBREOFFICE", settings.LIBREOFFICE, "E004"), ("TESSERACT", settings.TESSERACT, "E005"))
    return [
        checks.Error(f"EPRIMO_{name} names no program that can be started.", id=f"files.{number}")
        for name, program, number in named
        if program and not os.access(program, os.X_OK)
    ]


def _error(words: str, number: str) -> checks.Error:
    return checks.Error(f"EPRIMO_FILES_URL {words}", id=f"files.{number}")
