"""Durations that pages say in words are those that the program keeps."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.actions.guardians import STAYS_AFTER_END
from eprimo.foundation.directory.actions.year_switch import UNDO_LASTS
from eprimo.foundation.intake.models import DeliveryState, OndeDelivery
from eprimo.foundation.intake.retention import REPORT_KEPT
from eprimo.foundation.privacy import states
from eprimo.foundation.privacy.exports import actions as exports
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[1] / "eprimo"

# Template, what it says, what is kept.
SAID = (
    ("services/my_data/templates/my_data/_card.html", "gardée sept jours", exports.KEPT, 7),
    ("console/school/templates/school/home.html", "15 jours après sa date", STAYS_AFTER_END, 15),
    ("console/years/templates/years/many.html", "pendant quinze jours", UNDO_LASTS, 15),
    ("console/years/templates/years/outcome.html", "trois mois plus tard", states.KEPT, 90),
    (
        "services/information/templates/information/privacy.html",
        "au plus tard trois mois après",
        states.KEPT,
        90,
    ),
)


@pytest.mark.parametrize(("template", "words", "kept", "days"), SAID)
def test_a_page_says_what_is_kept(template: str, words: str, kept: timedelta, days: int) -> None:
    assert words in (ROOT / template).read_text(encoding="utf-8")
    assert kept == timedelta(days=days)


def test_an_import_whose_report_is_gone_says_how_long_it_was_kept(cast: Cast, sign_in: Any) -> None:
    """It said a year; the report is blanked after three months."""
    row = OndeDelivery.objects.create(
        school=cast.tilleuls, made_by=cast.director, state=DeliveryState.APPLIED, report=None
    )
    page = sign_in(cast.director).get(reverse("imports:delivery", args=[row.public_id])).text
    assert "n’est plus gardé" in page
    assert f"Il l’a été {REPORT_KEPT.days // 30} mois." in page
    assert timedelta(days=90) == REPORT_KEPT
    assert "un an" not in page
