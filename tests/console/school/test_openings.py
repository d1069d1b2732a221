"""« Écoles ouvertes »: what opens a school, before one gives it more."""

import re
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.console.school.views.rights import openings_of
from eprimo.foundation.directory.enums import EntitlementSource
from eprimo.foundation.directory.models import Entitlement, School
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW

DAY = timedelta(days=1)


def _give(school: School, first: int, after: int, **fields: Any) -> None:
    fields.setdefault("source", EntitlementSource.ORDER)
    Entitlement.objects.create(school=school, starts=NOW + first * DAY, ends=NOW + after * DAY, **fields)


def _words(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).replace("\N{NO-BREAK SPACE}", " ").split())


def _row(page: Any, school: School) -> str:
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page.text, re.DOTALL)
    row = next(one for one in rows if school.uai in one)
    return " ".join(re.sub(r"<[^>]+>", " ", row).replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_list_says_what_each_school_has(cast: Cast, sign_in: Any) -> None:
    Entitlement.objects.all().delete()
    other, never = make.school("0440005E", "École Sud"), make.school("0440006F", "École Est", entitled=False)
    other.entitlements.all().delete()
    _give(cast.tilleuls, -20, 10, accounts=120)
    _give(cast.tilleuls, 10, 30, accounts=120)
    _give(cast.verne, 5, 30)
    _give(cast.ferme, -30, -10)
    _give(other, -9, 3, source=EntitlementSource.MANUAL, reason="Essai")
    _give(other, 20, 40)
    page = sign_in(cast.academy).get(reverse("school:entitlements"))
    # Two that follow each other are one span; only the one in force says where it comes from.
    assert "Ouverte jusqu’au 24 décembre 2026 Bon de commande, 120 comptes Prolonger" in _row(
        page, cast.tilleuls
    )
    assert "Pas encore ouverte Ouvre à partir du 29 novembre 2026 Ouvrir" in _row(page, cast.verne)
    assert "Fermée depuis le 14 novembre 2026 Ouvrir" in _row(page, cast.ferme)
    assert "Ouverte jusqu’au 27 novembre 2026 De nouveau à partir du 14 décembre 2026" in _row(page, other)
    assert "À la main : Essai" in _row(page, other)
    assert "Jamais ouverte Ouvrir" in _row(page, never)


def test_the_form_shows_it_first(cast: Cast, sign_in: Any) -> None:
    Entitlement.objects.all().delete()
    _give(cast.tilleuls, -30, -10, reason="Ancien essai", source=EntitlementSource.MANUAL)
    _give(cast.tilleuls, -5, 10, accounts=1)
    page = _words(sign_in(cast.academy).get(reverse("school:entitle", args=[cast.tilleuls.public_id])))
    assert "Ce que l’école a Ouverte jusqu’au 4 décembre 2026" in page
    assert "du 25 octobre 2026 au 14 novembre 2026 À la main : Ancien essai" in page
    assert "du 19 novembre 2026 au 4 décembre 2026 Bon de commande, 1 compte" in page
    assert page.index("Ce que l’école a") < page.index("Premier jour")


def test_what_is_to_come_is_not_said_open(cast: Cast, sign_in: Any) -> None:
    Entitlement.objects.filter(school=cast.ferme).delete()
    client = sign_in(cast.academy)
    address = reverse("school:entitle", args=[cast.ferme.public_id])
    first, last = (NOW + 3 * DAY).date(), (NOW + 30 * DAY).date()
    sent = {"starts": first.isoformat(), "ends": last.isoformat(), "reason": "Rentrée"}
    page = client.post(address, sent, follow=True)
    assert "ouvrira le 27 novembre 2026" in _words(page)
    assert "est ouverte." not in _words(page)
    assert "Ouvre à partir du 27 novembre 2026" in _row(page, cast.ferme)
    page = client.post(address, sent | {"starts": NOW.date().isoformat()}, follow=True)
    assert "École fermée est ouverte." in _words(page)


def test_the_list_costs_the_same(cast: Cast, sign_in: Any) -> None:
    counts = []
    client = sign_in(cast.academy)
    for size in (3, 15):
        for number in range(size):
            make.school(f"044{size:02}{number:02}X", f"École {size} {number}")
        client.get(reverse("school:entitlements"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("school:entitlements"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_no_opening_is_said_of_a_school_that_was_not_asked(cast: Cast) -> None:
    assert set(openings_of([cast.tilleuls], NOW)) == {cast.tilleuls.pk}
