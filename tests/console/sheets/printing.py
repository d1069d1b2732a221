"""Short ways to the screens of sheets: a class's page, a print, and what the paper says."""

import io
from typing import Any

from django.test import Client
from pypdf import PdfReader

from eprimo.foundation.directory.models import Person

INDEX = "/ecole/fiches/"


def page_of(one: Any) -> str:
    return f"{INDEX}classe/{one.public_id}/"


def print_(client: Client, *people: Person, what: str = "cards") -> Any:
    return client.post(f"{INDEX}imprimer/", {"person": [str(one.public_id) for one in people], "what": what})


def text_of(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def pages_of(answer: Any) -> int:
    return len(PdfReader(io.BytesIO(answer.content)).pages)
