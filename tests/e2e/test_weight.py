"""What a page costs a slow line: bytes, requests, nodes. Counts, never milliseconds."""

import gzip
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Response

from eprimo.foundation.kernel.outbox import run_due
from tests import factories as make
from tests.cast import Cast
from tests.e2e.conftest import Visit
from tests.e2e.visitor import PHONE, Visitor
from tests.services.liaison import notes

pytestmark = pytest.mark.browser

KB = 1024
# Pupils have a sheet more; tests/ui/test_weight.py holds each.
HTML, CSS, JS, ALL = 30 * KB, 22 * KB, 30 * KB, 100 * KB
FONTS = 60 * KB
# A guardian on a slow line, letters included: what the first page is waited for.
FIRST_VISIT = 100_000
REQUESTS = 15
ANIMALS = 20
FONT_FILES = 2
# A follow-up of thirty children, two guardians each, with a way to write to each of them: 1,263.
NODES = 1300
# A class, and more notes than a page shows.
PUPILS, NOTES = 30, 35


@dataclass
class Weight:
    """What one page fetched: kind of file → bytes as a server sends them (text gzipped), and how many."""

    sizes: dict[str, int]
    requests: int
    fonts: int
    nodes: int


@pytest.fixture
def full(cast: Cast) -> Cast:
    """A class of thirty with two guardians each; a term of notes."""
    for number in range(PUPILS - 2):
        child = make.pupil(cast.tilleuls, cast.ce1, f"Prénom-{number}", f"LE NOM DE FAMILLE {number}")
        for parent in ("Mère", "Père"):
            make.account(make.guardian(child, first_name=parent, last_name=f"LE NOM DE FAMILLE {number}"))
    text = "Jeudi, nous irons **au château**. " * 20
    for number in range(NOTES):
        notes.to_sign(cast, title=f"Une sortie au château, la {number}e de l’année", text=text)
    while run_due():
        pass
    return cast


def _pages(cast: Cast) -> dict[str, tuple[str, str]]:
    """Name of the page → (who opens it, its address)."""
    note = notes.Note.objects.order_by("-pk").first()
    assert note is not None
    ids = [note.resource.public_id]
    child = reverse("liaison:child", args=[*ids, cast.lea.public_id])
    return {
        "home of a guardian": ("samira", "/"),
        "home of a teacher": ("teacher", "/"),
        "home of a director": ("director", "/"),
        "home of a pupil": ("lea", "/"),
        "list of a guardian": ("samira", reverse("liaison:family")),
        "list of a teacher": ("teacher", reverse("liaison:list")),
        "note of a guardian": ("samira", child),
        "note of a teacher": ("teacher", reverse("liaison:note", args=ids)),
        "follow-up": ("teacher", reverse("liaison:follow_up", args=ids)),
        "composer": ("teacher", reverse("liaison:new")),
        "door": ("", "/compte/entrer"),
    }


def test_pages_stay_light(full: Cast, visit: Visit) -> None:
    heavy = []
    for name, (who, path) in _pages(full).items():
        # A new visitor: nothing is in the cache yet.
        weight = _weigh(visit(full.people[who] if who else None, viewport=PHONE), path)
        # The follow-up draws one picture for each animal of the class: fetched once, then kept for every page.
        most = REQUESTS + ANIMALS if name == "follow-up" else REQUESTS
        heavy += [f"{name}: {fault}" for fault in _over(weight, most)]
        if name.endswith("of a guardian") and (whole := sum(weight.sizes.values())) > FIRST_VISIT:
            heavy.append(f"{name}: first visit {whole} > {FIRST_VISIT} ({weight.sizes})")
    assert not heavy, "\n".join(heavy)


def _weigh(visitor: Visitor, path: str) -> Weight:
    answers: list[Response] = []
    visitor.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the function
    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")
    sizes: dict[str, int] = {}
    for answer in answers:
        kind = answer.request.resource_type
        sizes[kind] = sizes.get(kind, 0) + _sent(answer)
    nodes: Any = visitor.page.evaluate("document.getElementsByTagName('*').length")
    fonts = sum(answer.request.resource_type == "font" for answer in answers)
    return Weight(sizes, len(answers), fonts, nodes)


def _sent(answer: Response) -> int:
    """Bytes on the line: text is sent compressed, pictures and fonts as they are. A stream has no end to weigh."""
    if answer.request.resource_type == "eventsource":
        return 0
    body = answer.body()
    packed = answer.request.resource_type == "font" or answer.headers.get("content-type", "").startswith(
        "image/png"
    )
    return len(body) if packed else len(gzip.compress(body, 9))


def _over(weight: Weight, requests: int) -> list[str]:
    fonts = weight.sizes.get("font", 0)
    everything = sum(weight.sizes.values()) - fonts
    limits = {
        "HTML": (weight.sizes.get("document", 0), HTML),
        "CSS": (weight.sizes.get("stylesheet", 0), CSS),
        "JS": (weight.sizes.get("script", 0), JS),
        "all but fonts": (everything, ALL),
        "fonts": (fonts, FONTS),
        "font files": (weight.fonts, FONT_FILES),
        "requests": (weight.requests, requests),
        "nodes": (weight.nodes, NODES),
    }
    return [f"{name} {found} > {most}" for name, (found, most) in limits.items() if found > most]
