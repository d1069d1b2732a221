"""Every page that a test is served, by the client, the matrix or a browser: what no page of ours may hold.

What people type is shown escaped, so a page may quote it; what is looked for are marks that only a template can leave.
"""

import re
from typing import Any

from django.http import HttpResponse

# A piece of template; a script or an act written in the page.
FAULTS = (
    (re.compile(r"\{%[^%]{0,80}%\}"), "a piece of template"),
    (re.compile(r"""<script(?![^>]*\ssrc=)[^>]*>""", re.IGNORECASE), "a bare script"),
)  # fmt: skip
# Values of attributes are quoted: what somebody typed may stand in them. Looked for only where such a word is at all.
ACT = re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*?\son[a-z]+\s*=""", re.IGNORECASE)
ACT_AT_ALL = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)


def faults_in(text: str) -> list[str]:
    """One sentence for each kind of fault."""
    found = [(mark.search(text), what) for mark, what in FAULTS]
    if ACT_AT_ALL.search(text):
        found.append((ACT.search(text), "an act in the page"))
    return [f"{what}: {place[0][:120]}" for place, what in found if place]


def hold(response: Any) -> None:
    if not isinstance(response, HttpResponse) or not response.get("Content-Type", "").startswith("text/html"):
        return
    found = faults_in(response.content.decode(response.charset))
    assert not found, f"A page holds {'; '.join(found)}"


def install() -> None:
    from django.core.handlers.base import BaseHandler

    answer = BaseHandler.get_response

    def watched(self: Any, request: Any) -> Any:
        response = answer(self, request)
        hold(response)
        return response

    BaseHandler.get_response = watched  # type: ignore[method-assign]
