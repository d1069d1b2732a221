"""An act is taken away by a page or by the server, told at the top of pages, and given back by whom the page names."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.directory.models import Territory
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine, Switch
from eprimo.foundation.kernel.switches import switched_off
from tests.cast import Cast
from tests.conftest import NOW
from tests.signed import signed

pytestmark = pytest.mark.django_db

PAGE, ACT = "/suspendre/", "liaison.thread"
SAID = {"act": ACT, "roles": ["guardian"], "reason": "Le temps d’une enquête"}


def at(person: Any) -> Client:
    """At the desk of who answers: a factor was given."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = signed(person.account)[1]
    return client


def off(cast: Cast, who: str, act: str = "liaison.thread.write") -> bool:
    return switched_off(cast.actor(who), act)


def test_a_head_takes_an_act_away_in_the_own_school_and_gives_it_back(cast: Cast) -> None:
    """At once; its families read why, and a teacher of whom it was not taken reads nothing."""
    head: Client = at(cast.director)
    assert head.post(PAGE, SAID).status_code == 302
    assert [off(cast, who) for who in ("samira", "teacher", "guardian_verne")] == [True, False, False]
    told = at(cast.samira).get("/compte/").content.decode()
    assert "Suspendu" in told
    assert "Le temps d’une enquête" in told
    assert "enquête" not in at(cast.teacher).get("/compte/").content.decode()
    (one,) = Switch.objects.all()
    assert head.post(f"{PAGE}{one.public_id}/rendre/").status_code == 302
    assert not off(cast, "samira")
    assert list(AuditLine.objects.filter(act__startswith="switches.").order_by("id").values_list("act", flat=True)) == [
        "switches.switch.set", "switches.switch.lifted",
    ]  # fmt: skip


def test_what_an_academy_took_away_no_head_gives_back(cast: Cast) -> None:
    """In its territory, as its schools are now; who only visits schools knows of nothing."""
    academy = at(cast.academy)
    where = Territory.objects.get(pk__in=cast.actor("academy").territory_ids, academy__isnull=False)
    assert academy.post(PAGE, SAID | {"territory": where.pk}).status_code == 302
    assert off(cast, "samira")
    one = Switch.objects.get()
    head = at(cast.director)
    assert "Décidé au-dessus de vous" in head.get(PAGE).content.decode()
    assert head.post(f"{PAGE}{one.public_id}/rendre/").status_code == 403
    assert at(cast.people["inspector"]).post(f"{PAGE}{one.public_id}/rendre/").status_code == 404
    assert academy.post(f"{PAGE}{one.public_id}/rendre/").status_code == 302
    assert not off(cast, "samira")


def test_it_ends_with_the_evening_that_was_said(cast: Cast) -> None:
    assert at(cast.director).post(PAGE, SAID | {"until": NOW.date().isoformat()}).status_code == 302
    assert off(cast, "samira")
    with clock.frozen(NOW + timedelta(days=1)):
        assert not off(cast, "samira")


def test_a_password_alone_takes_nothing_away(cast: Cast) -> None:
    head: Client = at(cast.director)
    Session.objects.update(second_factor_at=None)
    assert head.post(PAGE, SAID).status_code == 403
    assert not Switch.objects.exists()


def test_the_server_takes_away_and_gives_back(cast: Cast) -> None:
    """When nobody can come in any more."""
    with pytest.raises(CommandError):
        call_command("switch", "--act", ACT)
    call_command("switch", "--act", ACT, "--hours", "2", "--reason", "Essai", stdout=io.StringIO())
    assert off(cast, "samira")
    with clock.frozen(NOW + timedelta(hours=2)):
        assert not off(cast, "samira")
    call_command("switch", "--act", ACT, "--back", stdout=io.StringIO())
    assert not off(cast, "samira")
