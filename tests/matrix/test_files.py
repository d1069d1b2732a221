"""Each door that takes files is given files made to harm: it answers a sentence, and this process is still there."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse

from eprimo.foundation.intake.aaf.delivery_steps import deliveries_carry_on
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState
from eprimo.foundation.kernel.outbox import run_due
from tests import hostile
from tests.matrix.asking import ask, undone
from tests.matrix.line import Line, Variant
from tests.matrix.lines import LINES
from tests.matrix.scene import Scene

pytestmark = pytest.mark.django_db

FILES: dict[str, hostile.Made] = {
    "two-far-cells": hostile.far_cells,
    "bomb": hostile.bomb_xlsx,
    "laughs": hostile.SHEETS["xml"],
    "zeros": hostile.SHEETS["zeros"],
    "png-bomb": hostile.PICTURES["png-bomb"],
    "jpeg-of-marks": hostile.PICTURES["jpeg-of-marks"],
    "pdf-with-a-script": hostile.ACTIVE["script-packed"][0],
    "pdf-that-is-deep": hostile.PDFS["deep"],
    "invoice-that-laughs": lambda: hostile.pdf(
        root="/Names<</EmbeddedFiles<</Names[(factur-x.xml)1 0 R]>>>>"
    ),
    "many-columns": hostile.TEXTS["many-columns"],
}
# Nothing that is given there is kept: its hash alone is looked for.
ANSWERS = {"consortium:verify": frozenset({200})}
# Read by the worker, which tells on the page that follows.
ANSWERS |= dict.fromkeys(
    (
        "academy_directory:index",
        "imports:index",
        "liaison:files",
        "liaison:piles",
        "liaison:pile_add",
        "attendance:paper",
        "homework:add",
        "homework:files",
    ),
    frozenset({302, 422}),
)
# A certificate is of a few kilobytes: what is far heavier is not even received.
ANSWERS["orders:roots"] = frozenset({413, 422})


def doors() -> Iterator[tuple[Line, Variant]]:
    """The first object of each address whose form is marked as one of files."""
    for line in LINES.values():
        for variant in line.variants:
            if "POST" in (variant.methods or line.methods).split() and variant.ok.split():
                yield line, variant
                break


def test_every_door_answers_every_hostile_file(scene: Scene) -> None:
    seen: set[str] = set()
    contents = {name: made() for name, made in FILES.items()}
    for line, variant in doors():
        address = reverse(line.route, args=variant.args(scene))
        if not getattr(resolve(address).func, "most_bytes", 0):
            continue
        who = variant.ok.split()[0]
        for name, content in contents.items():
            with undone(variant, scene):
                data = dict(variant.data(scene, who))
                field = next((key for key, value in data.items() if hasattr(value, "read")), "file")
                data[field] = SimpleUploadedFile(f"{name}.pdf", content)
                answer = ask(scene, who, "POST", address, data)
                assert answer.status in ANSWERS.get(line.route, {422}), (line.route, name, answer.status)
                if answer.status == 302:
                    run_due()
                    # What an academy sends is read by a process that the worker starts.
                    deliveries_carry_on()
                    assert (
                        not OutboxEvent.objects.exclude(state=OutboxState.DONE)
                        .filter(attempts__gt=0)
                        .exists()
                    )
                    if line.route == "academy_directory:index":
                        page = ask(scene, who, "GET", answer.response["Location"]).response.content.decode()
                        assert "Cette livraison est refusée, rien n’a changé" in page, name
                seen.add(line.route)
    assert len(seen) >= 16, seen
