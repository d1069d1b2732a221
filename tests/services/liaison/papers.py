"""Slips of a note, filled in by a pen and photographed: what the tests of paper send back."""

import random
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from pypdf import PdfReader

from eprimo.foundation.directory.models import Person
from eprimo.foundation.printing.reading.layout import FORMATS, Layout
from eprimo.foundation.printing.slips import slips_png
from eprimo.services.liaison.actions import slips
from eprimo.services.liaison.actions.slips import slips_print
from eprimo.services.liaison.models import Note, Slip
from eprimo.services.liaison.queries import pages, papers
from eprimo.services.liaison.queries.note import whole_notes
from eprimo.services.liaison.questions import Question
from tests.cast import Cast
from tests.foundation.printing.photos import PPI, Page, Pen, Weather, photograph, place_of

CALM = Weather(
    slant=0.2, blur=0.2, noise=0.2, shadow=0.2, pale=0.2, bend=0.0, turn=0, jpeg=90, size=(2000, 1500)
)

# What the slips of a note to answer ask, in the tests of paper.
ASKED = (Question("Participe-t-il ?", ("Oui", "Non")), Question("Venez-vous ?", ("Oui", "Non", "Le matin")))


def text_of(pdf: bytes) -> str:
    """Every letter of the pages, without the blanks that a PDF places as it likes."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def slip_of(slips: list[Slip], child: Any) -> Slip:
    return next(slip for slip in slips if slip.child_id == child.pk)


def printed(cast: Cast, note: Note, by: str = "teacher", each: int = 2) -> list[Slip]:
    """The slips of a note, as the database keeps them, in the order of the print."""
    actor = cast.actor(by)
    note = pages.note_for(actor, note.resource.public_id)
    before = set(Slip.objects.values_list("pk", flat=True))
    slips_print(actor=actor, note=note, rows=papers.slip_choice(actor, note).of(papers.ALL), each=each)
    return list(Slip.objects.exclude(pk__in=before).select_related("child", "note__resource").order_by("pk"))


def picture(slip: Slip) -> Page:
    """The paper of one slip."""
    kept = Layout.from_json(slip.layout)
    note = whole_notes([slip.note_id])[slip.note_id]
    names = [f"Responsable {pk}" for pk in slip.signers]
    paper = slips.PrintedSlip(code=slip.code, child=slip.child.full_name, signers=names)
    [png] = slips_png(slips._common(note), [paper], each=kept.each, ppi=PPI)
    page = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    form = FORMATS[kept.each]
    return np.asarray(page[: round(form.height * PPI / 25.4), : round(form.width * PPI / 25.4)], np.uint8)


def nth_of(slip: Slip, guardian: Person) -> int:
    """Where a guardian's name stands among those of a slip."""
    return slip.signers.index(guardian.pk)


def filled(
    slip: Slip,
    ticks: Mapping[int, int],
    *,
    who: int | Person | None = None,
    signed: bool = True,
    seed: int = 1,
) -> Page:
    """The paper with a cross in a box of each of these questions, in a name's (the nth, or of a guardian), and a
    signature."""
    if isinstance(who, Person):
        who = nth_of(slip, who)
    rng = random.Random(seed)
    page, layout = picture(slip), Layout.from_json(slip.layout)
    pen = Pen(page, rng, "blue")
    for box in layout.boxes:
        if (box.part == "ask" and ticks.get(box.ask) == box.index) or (
            box.part == "who" and box.index == who
        ):
            pen.mark("cross", *place_of(box, 0, 0))
    if signed:
        pen.sign(layout, 0, 0)
    return page


def photo(*pages_: Page, seed: int = 1, how: Weather = CALM) -> bytes:
    return photograph(list(pages_), random.Random(seed), how)


def run() -> None:
    from eprimo.foundation.kernel.outbox import run_due

    run_due()


def upload(client: Any, *photos: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    files = [SimpleUploadedFile(f"{at}.jpg", one, "image/jpeg") for at, one in enumerate(photos)]
    return client.post(reverse("liaison:piles"), {"photos": files})
