"""The gauge of all schools, for who runs the machines."""

import io
from typing import Any

import pytest
from django.core.management import call_command

from eprimo.foundation.files.models import Blob
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _told(*arguments: str) -> list[str]:
    said = io.StringIO()
    call_command("files_room", *arguments, stdout=said)
    return said.getvalue().splitlines()


def test_the_fullest_schools_are_told_first_and_no_other(cast: Cast, settings: Any) -> None:
    assert _told() == ["schools 0, taken 0 bytes, at 80 % or more 0"]
    settings.FILES_MOST_OF_SCHOOL = 1_000
    weights = ((cast.tilleuls, 500), (cast.tilleuls, 300), (cast.verne, 950), (cast.ferme, 799))
    for number, (school, weight) in enumerate(weights):
        Blob.objects.create(school=school, sha256=f"{number:064}", weight=weight)
    assert _told() == [
        "schools 3, taken 2549 bytes, at 80 % or more 2",
        f"{cast.verne.uai} 95 % 950 of 1000 bytes",
        f"{cast.tilleuls.uai} 80 % 800 of 1000 bytes",
    ]
    assert len(_told("--from", "0")) == 4
