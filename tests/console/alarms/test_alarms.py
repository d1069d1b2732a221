"""A scan stands on the head's desk within a minute, under a pseudonym that a reason lifts."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests.cast import Cast
from tests.conftest import NOW
from tests.signed import signed

pytestmark = pytest.mark.django_db

LIST = "/alertes/"
WHY = {"reason": "La famille dit que son téléphone a disparu"}


def at(person: Any) -> Client:
    """At the desk of who answers: a factor was given."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = signed(person.account)[1]
    return client


def scans(person: Any) -> float:
    """Ten addresses a second, until it is slowed; the seconds until the alarm stood on the desk."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_open(person.account)[1]
    for one in range(80):
        later = NOW + timedelta(seconds=one / 10)
        with clock.frozen(later):
            client.get(f"/carnet/{one}/")
        if RefusalAlarm.objects.exists():
            return (later - NOW).total_seconds()
    raise AssertionError("no alarm")


@pytest.mark.attack
def test_a_scan_stands_on_the_heads_desk_and_its_name_is_lifted_with_a_reason(cast: Cast) -> None:
    """Within a minute; the name stands on no page before, and each one who learns it is a line of the trail."""
    assert scans(cast.samira) <= 60
    alarm = RefusalAlarm.objects.get()
    head, name = at(cast.director), cast.samira.last_name
    home = head.get("/").content.decode()
    assert "1\u00a0session ralentie" in home
    assert "Beaucoup de refus" in home
    page = f"{LIST}{alarm.public_id}/"
    for address in (LIST, page):
        told = head.get(address).content.decode()
        assert alarm.name in told
        assert name not in told
    assert head.post(page, {"reason": ""}).status_code == 422
    assert not AuditLine.objects.filter(act="alarms.alarm.named").exists()
    assert name in head.post(page, WHY).content.decode()
    line = AuditLine.objects.get(act="alarms.alarm.named")
    assert (line.subject_id, line.school_id) == (cast.samira.pk, cast.tilleuls.pk)
    told = head.get(page).content.decode()
    assert name not in told, "no address shows it again"
    assert WHY["reason"] in told
    assert head.post(f"{page}classer/").status_code == 302
    assert "session ralentie" not in head.get("/").content.decode()


def test_nobody_is_told_of_the_own_one(cast: Cast) -> None:
    """The deputy and the academy are, and the platform by its pseudonym alone."""
    scans(cast.director)
    page = f"{LIST}{RefusalAlarm.objects.get().public_id}/"
    assert at(cast.director).get(page).status_code == 404
    assert "session ralentie" not in at(cast.director).get("/").content.decode()
    assert "1\u00a0session ralentie" in at(cast.deputy).get("/").content.decode()
    name = cast.director.last_name
    assert name in at(cast.academy).post(page, WHY).content.decode()
    platform = at(cast.platform)
    assert name not in platform.get(page).content.decode()
    assert platform.post(page, WHY).status_code == 403


def test_of_who_acts_for_no_school_the_platform_answers(cast: Cast) -> None:
    scans(cast.inspector)
    page = f"{LIST}{RefusalAlarm.objects.get().public_id}/"
    assert at(cast.academy).get(page).status_code == 404
    assert cast.inspector.last_name in at(cast.platform).post(page, WHY).content.decode()
