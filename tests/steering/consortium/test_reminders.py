"""Reminding many members at once of what their files lack, and the contractor of what waits for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.steering.consortium.actions.files import file_deposit
from eprimo.steering.consortium.enums import Lack
from eprimo.steering.consortium.models import Market, Reminder
from eprimo.steering.consortium.reminder_matters import Matter, matter_of
from eprimo.steering.consortium.reminders import matter_remind, round_of
from tests.conftest import NOW
from tests.steering.consortium.group import Made, signed

pytestmark = pytest.mark.django_db


def remind(group: Made, lack: Lack = Lack.FILING) -> int:
    return matter_remind(actor=group.cast.actor("coordinator"), market=group.market, matter=about(lack))


def about(key: str) -> Matter:
    found = matter_of(key)
    assert found is not None
    return found


def names(group: Made, lack: Lack) -> tuple[set[str], set[str]]:
    found = round_of(group.market, about(lack))
    return {one.name for one in found.to}, {one.name for one in found.silent}


def test_who_is_reminded_follows_what_the_files_lack(group: Made) -> None:
    """Valmarais alone has an address; the others are told to be reached otherwise."""
    to, silent = names(group, Lack.FILING)
    assert to == {"Commune de Valmarais"}
    assert silent == {"Commune de Brive-sur-Loirette", "CC du Pays de Valmarais", "OGEC Sainte-Anne"}
    assert names(group, Lack.INCOMPLETE) == (set(), set())
    file_deposit(actor=group.cast.actor("member_rep"), member=group["valmarais"])
    assert names(group, Lack.INCOMPLETE)[0] == {"Commune de Valmarais"}
    assert "Commune de Valmarais" not in names(group, Lack.FILING)[0]


def test_a_signed_member_is_reminded_of_nothing(group: Made) -> None:
    signed(group)
    assert all("Commune de Valmarais" not in names(group, lack)[0] for lack in Lack)


def test_one_letter_a_file_and_day_with_a_count_and_a_link(group: Made, mailoutbox: list[Any]) -> None:
    assert remind(group) == 1
    assert remind(group) == 0
    assert remind(group, Lack.NEEDS) == 0
    run_due()
    run_due()
    assert [one.to for one in mailoutbox] == [["mairie@valmarais.exemple"]]
    text = mailoutbox[0].body
    assert "Il manque 5 éléments" in text
    assert str(group["valmarais"].public_id) in text
    assert Reminder.objects.get().sent_at == NOW
    line = AuditLine.objects.get(act="consortium.members.reminded")
    assert line.details == {"matter": "filing", "bodies": 1}
    with clock.frozen(NOW + timedelta(days=1)):
        assert remind(group) == 1
    with transaction.atomic(), pytest.raises(IntegrityError):
        Reminder.objects.create(
            market=group.market, member=group["valmarais"], day=NOW.date(), matter=Lack.NEEDS
        )


def test_r016_nobody_is_reminded_once_the_market_is_published(group: Made) -> None:
    Market.objects.update(published_on=NOW.date())
    group.market.refresh_from_db()
    assert remind(group) == 0


def test_only_who_keeps_the_list_reminds(group: Made) -> None:
    for name in ("member_rep", "managing_body", "academy"):
        with pytest.raises(Forbidden):
            matter_remind(actor=group.cast.actor(name), market=group.market, matter=about(Lack.FILING))


def test_the_page_says_who_how_many_and_in_which_words(group: Made, sign_in: Any) -> None:
    by, url = sign_in(group.cast.coordinator), reverse("consortium:remind")
    page = by.get(url, {"quoi": "filing"}).content.decode()
    assert "mairie@valmarais.exemple" in page
    assert "votre dossier d’adhésion attend" in page
    assert "Sans adresse" in page
    assert "OGEC Sainte-Anne" in page
    sent = by.post(url, {"quoi": "filing"}, follow=True).content.decode()
    assert "1\N{NO-BREAK SPACE}membre relancé." in sent
    assert "déjà relancé" in sent
    assert "Personne n’était à relancer" in by.post(url, {"quoi": "filing"}, follow=True).content.decode()
    assert by.get(url, {"quoi": "x"}).status_code == 404
    own = sign_in(group.cast.member_rep)
    file = own.get(reverse("consortium:member", args=[group["valmarais"].public_id])).content.decode()
    assert "Relancé par la coordination" in file
    assert "relance du" in own.get(reverse("home:home")).content.decode()
