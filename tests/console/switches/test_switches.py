"""An act is taken away by a page or by the server, told at the top of pages, and given back by whom the page names."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from eprimo.console.switches.actions import counted
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.conversations.enums import Matter
from eprimo.foundation.directory.models import School, Territory
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import SwitchedOff
from eprimo.foundation.kernel.models import AuditLine, Switch
from eprimo.foundation.kernel.switches import forget, switched_off
from eprimo.services.messages.actions import family_write
from tests import factories as make
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
    # It has no page of its own: nothing in it is pressed.
    assert "<a" not in told.partition('class="bande"')[2].partition("</section>")[0]
    assert "«\u00a0Écrire sous les mots\u00a0»" in head.get("/ecole/historique/").content.decode()
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


def test_nobody_comes_in_while_entry_is_suspended(cast: Cast, client: Client) -> None:
    """Of families in one school: at the door, and in sessions that were open; who works there goes on, and the own
    account stays."""
    inside = at(cast.samira)
    make.secret(cast.samira.account, "neuf brumes au pré")  # type: ignore[attr-defined]
    assert at(cast.director).post(PAGE, SAID | {"act": "accounts.role.use"}).status_code == 302
    assert inside.get("/").status_code == 403
    told = inside.get("/").content.decode()
    assert "Le temps d’une enquête" in told
    assert 'action="/compte/sortir"' in told, "the way home would lead here again"
    assert inside.get("/compte/").status_code == 200
    assert at(cast.teacher).get("/").status_code == 200
    before = Session.objects.count()
    login = {"login": cast.samira.account.login, "secret": "neuf brumes au pré"}  # type: ignore[attr-defined]
    refused = client.post("/compte/entrer", login)
    assert refused.status_code == 403
    assert "Le temps d’une enquête" in refused.content.decode()
    assert Session.objects.count() == before
    Switch.objects.update(lifted_at=NOW)
    counted()
    assert client.post("/compte/entrer", login).status_code == 302
    assert inside.get("/").status_code == 200


def test_who_is_left_another_role_comes_in(cast: Cast, client: Client) -> None:
    """A teacher who is a parent elsewhere: pages of the role that is taken stay shut."""
    person = cast.teacher_parent
    make.secret(person.account, "neuf brumes au pré")  # type: ignore[attr-defined]
    call_command(
        "switch", "--act", "accounts.role.use", "--role", "teacher", "--reason", "Essai", stdout=io.StringIO()
    )
    login = {"login": person.account.login, "secret": "neuf brumes au pré"}  # type: ignore[attr-defined]
    assert client.post("/compte/entrer", login).status_code == 302
    Session.objects.update(role="teacher", school=cast.verne)
    assert client.get("/").status_code == 403
    Session.objects.update(role="guardian", school=None)
    assert client.get("/").status_code == 200


def test_exchanges_are_suspended_apart_from_notes(cast: Cast) -> None:
    assert at(cast.director).post(PAGE, SAID | {"act": "messages"}).status_code == 302
    assert switched_off(cast.actor("samira"), "messages.school.write", family=True)
    assert not switched_off(cast.actor("samira"), "liaison.thread.write", family=True)
    with pytest.raises(SwitchedOff):
        family_write(
            actor=cast.actor("samira"),
            child=cast.lea,
            school=cast.tilleuls,
            matter=Matter.HEALTH,
            body="Léa tousse.",
        )


def test_a_school_that_left_the_territory_is_no_longer_held_by_its_switch(cast: Cast) -> None:
    """Nor lifted by its new one: the academy that stands for the territory, and the platform, give it back."""
    academy = at(cast.academy)
    where = Territory.objects.get(pk__in=cast.actor("academy").territory_ids, academy__isnull=False)
    assert academy.post(PAGE, SAID | {"territory": where.pk}).status_code == 302
    assert off(cast, "samira")
    far = make.academy("99", "Lointaine")
    School.objects.filter(pk=cast.tilleuls.pk).update(academy=far)
    forget()
    assert not off(cast, "samira")
    make.mandate(stranger := make.person("Ali", "LOINTAIN"), "academy", academy=far)
    make.account(stranger)
    give_back = f"{PAGE}{Switch.objects.get().public_id}/rendre/"
    assert at(stranger).post(give_back).status_code == 404
    assert academy.post(give_back).status_code == 302


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
