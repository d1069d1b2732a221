"""Slips on paper, from the print to the follow-up: printed, ticked with a pen, photographed, read, confirmed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eprimo.services.liaison.models import Slip
from eprimo.services.liaison.questions import Question
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.visitor import PHONE, Look, nothing
from tests.services.liaison import notes
from tests.services.liaison.papers import filled, photo

# The whole matrix of themes and widths with EPRIMO_DRILL=full (accessible.py).
pytestmark = [pytest.mark.browser, pytest.mark.drill]

ASKED = (
    Question("Participe-t-il à la sortie ?"),
    Question("Pouvez-vous accompagner ?", ("Oui", "Non", "Le matin")),
)


def tell(
    cast: Cast, visit: Visit, work: Callable[[], None], folder: Path, look: Look = nothing, **options: Any
) -> None:
    note = notes.to_answer(cast, questions=ASKED)
    work()
    teacher = visit(cast.teacher, look=look, **options)
    teacher.open(f"/carnet/{note.resource.public_id}/suivi/")
    teacher.unfold("Sur papier")
    teacher.follow("Imprimer les coupons")
    teacher.heading("Imprimer les coupons")
    teacher.looks("coupons")
    teacher.tick("Deux coupons, en plus grand")
    with teacher.page.expect_download() as download:
        teacher.press("Préparer les coupons")
    assert download.value.suggested_filename == "coupons-sortie-au-chateau.pdf"
    slips = {slip.child_id: slip for slip in Slip.objects.select_related("child", "note__resource")}
    lea, yanis = slips[cast.lea.pk], slips[cast.yanis.pk]
    shot = folder / "pile.jpg"
    shot.write_bytes(photo(filled(lea, {0: 0, 1: 2}, who=0), filled(yanis, {0: 0})))
    teacher.open("/carnet/coupons/")
    teacher.looks("lire-une-pile")
    teacher.page.set_input_files("input[type=file]", shot)
    teacher.press("Lire ces photos")
    teacher.heading("Pile de coupons")
    teacher.looks("pile-en-lecture")
    work()
    teacher.page.reload()
    teacher.reads("Un coupon à regarder")
    teacher.reads("Aucune case cochée.")
    teacher.looks("pile-a-confirmer")
    teacher.press("Noter ce qui est choisi")
    teacher.reads("Un coupon est noté.")
    teacher.looks("pile-notee")
    teacher.open(f"/carnet/{note.resource.public_id}/suivi/")
    teacher.reads("papier")
    teacher.open(f"/c/{yanis.code}")
    teacher.heading("Le coupon de Yanis")
    teacher.looks("coupon-rendu")


def test_a_pile_from_the_print_to_the_follow_up(
    cast: Cast, visit: Visit, work: Callable[[], None], tmp_path: Path
) -> None:
    """On a phone; every page of it is accessible."""
    faults: list[str] = []
    tell(
        cast, visit, work, tmp_path, lambda visitor, name: faults.extend(f"{name}: {f}" for f in faults_of(visitor)),
        viewport=PHONE,
    )  # fmt: skip
    assert faults == []


@pytest.mark.whole
def test_the_same_without_script(cast: Cast, visit: Visit, work: Callable[[], None], tmp_path: Path) -> None:
    tell(cast, visit, work, tmp_path, java_script_enabled=False)
