"""« Confirmez que c’est vous »: asked at the act, with what was typed kept; the same request then goes on."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from eprimo.console.school.actions import account_reactivate, account_suspend
from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.actions.accounts import password_change
from eprimo.foundation.accounts.models import Account, AccountNews, Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.policies.acts import can_change_settings, can_change_year
from eprimo.foundation.factors.models import Factor, FactorCode, FactorTries, TrustedDevice
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.factors import LASTS, FactorNeeded, Strength, factor_lacks
from eprimo.foundation.kernel.models import AuditLine, Outcome
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.kernel.rights import require, strong_refusals
from eprimo.foundation.kernel.views import strong_screens
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.factors.conftest import PASSWORD, Equipped

pytestmark = pytest.mark.django_db

OWN, RENEW = "/compte/preuve/", "/compte/preuve/codes"
Make = Callable[..., Equipped]


def kept(answer: Any) -> dict[str, list[str]]:
    """The hidden fields of the page, as a browser would send them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="([^"]*)" value="([^"]*)">', answer.content.decode()
    ):
        if name != "csrfmiddlewaretoken":
            found.setdefault(unescape(name), []).append(unescape(value))
    return found


def test_an_act_asks_and_goes_on(equipped: Make) -> None:
    """A new sheet of codes asks for a factor of a moment ago; the code beside it is enough."""
    one = equipped("director")
    asked = one.client.post(RENEW)
    assert asked.status_code == 403
    assert "Confirmez que c’est vous" in asked.content.decode()
    assert FactorCode.objects.filter(used_at=None).count() == 10
    done = one.client.post(RENEW, {**kept(asked), "factor_code": one.code()})
    assert done.status_code == 200
    assert "Vos codes, une seule fois" in done.content.decode()
    assert not Factor.objects.filter(last_step=0).exists()
    assert AuditLine.objects.filter(act="factors.factor.given", subject_id=one.person.pk).count() == 1


def test_what_was_typed_is_kept_whole(equipped: Make) -> None:
    """Quotes, markup, lines, both of two boxes."""
    one = equipped("director")
    typed = {"words": 'A "b" <c> & d\r\ne', "box": ["1", "2"], "empty": ""}
    asked = one.client.post(RENEW, typed)
    assert kept(asked) == {"words": [typed["words"]], "box": ["1", "2"], "empty": [""]}
    assert "<c>" not in asked.content.decode()
    again = one.client.post(RENEW, {**typed, "factor_code": "000000"})
    assert again.status_code == 403
    assert kept(again) == kept(asked)


def test_a_secret_is_never_shown_again(equipped: Make) -> None:
    one = equipped("director")
    form = {"Referer": f"http://testserver{OWN}?x=1"}
    asked = one.client.post(RENEW, {"password": "brume lente", "other": "mot"}, headers=form)
    assert kept(asked) == {"factor_page": [f"{OWN}?x=1"], "factor_again": ["form"]}
    assert b"brume" not in asked.content
    # Where it was sent shows no page: the form is opened again where it stands, also after a wrong code.
    wrong = one.client.post(RENEW, {**kept(asked), "factor_code": "000000"})
    assert kept(wrong) == kept(asked)
    back = one.client.post(RENEW, {**kept(asked), "factor_code": one.code()})
    assert (back.status_code, back["Location"]) == (302, f"{OWN}?x=1")


@pytest.mark.parametrize(
    "said", ["http://autre.exemple/compte/", "http://testserver//autre.exemple/", "", "::["]
)
def test_a_factor_leads_to_no_other_site(equipped: Make, said: str) -> None:
    one = equipped("director")
    asked = one.client.post(RENEW, {"password": "x"}, headers={"Referer": said})
    assert kept(asked) == {"factor_page": ["/"], "factor_again": ["form"]}
    back = one.client.post(RENEW, {"factor_page": "https://autre.exemple/", "factor_code": one.code()})
    assert back["Location"] == "/"


def test_a_page_that_asks_is_opened_again_once_the_factor_is_given(equipped: Make) -> None:
    one = equipped("director")
    address = "/compte/preuve/application"
    asked = one.client.get(address)
    assert asked.status_code == 403
    assert kept(asked) == {"factor_page": [address]}
    # Nothing was sent: no form is said to be lost, after a wrong code neither.
    wrong = one.client.post(address, {**kept(asked), "factor_code": "000000"})
    assert kept(wrong) == kept(asked)
    assert "à remplir de nouveau" not in wrong.content.decode()
    back = one.client.post(address, {**kept(asked), "factor_code": one.code()})
    assert (back.status_code, back["Location"]) == (302, address)
    assert one.client.get(address).status_code == 200


def test_a_code_twice_is_refused(equipped: Make) -> None:
    one = equipped("director")
    code = one.code()
    assert one.client.post(RENEW, {"factor_code": code}).status_code == 200
    Session.objects.update(second_factor_at=None)
    assert one.client.post(RENEW, {"factor_code": code}).status_code == 403


@pytest.mark.parametrize(("late", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_that_is_wrong_by_a_step_is_forgiven(equipped: Make, late: int, right: bool) -> None:
    """Thirty seconds either way; a minute is told to set it."""
    one = equipped("director")
    at = clock.now().replace(second=0, microsecond=0)
    with clock.frozen(at):
        answer = one.client.post(RENEW, {"factor_code": one.code(at + timedelta(seconds=late))})
    assert answer.status_code == (200 if right else 403)
    if not right:
        assert "heure du téléphone" in answer.content.decode()


def test_another_accounts_codes_open_nothing(equipped: Make) -> None:
    one, other = equipped("director"), equipped("teacher")
    assert one.client.post(RENEW, {"factor_code": other.code()}).status_code == 403
    assert one.client.post(RENEW, {"factor_code": other.codes[0]}).status_code == 403


def test_a_printed_code_serves_once_and_its_owner_is_told(equipped: Make) -> None:
    """Codes that were photographed: each use is told, and a new sheet voids the old one."""
    one = equipped("director")
    typed = one.codes[3].lower().replace("-", " ")
    assert (
        one.client.post("/compte/preuve/application", {"factor_code": typed, "factor_page": "1"}).status_code
        == 302
    )
    assert AccountNews.objects.filter(account=one.person.account, what="factor_code").exists()
    Session.objects.update(second_factor_at=None)
    assert one.client.post(RENEW, {"factor_code": typed}).status_code == 403
    assert one.client.post(RENEW, {"factor_code": one.codes[4]}).status_code == 200
    Session.objects.update(second_factor_at=None)
    assert one.client.post(RENEW, {"factor_code": one.codes[5]}).status_code == 403


def test_five_wrong_then_one_each_five_minutes(equipped: Make) -> None:
    one = equipped("director")
    start = NOW + timedelta(minutes=1)
    with clock.frozen(start):
        for _ in range(5):
            assert one.client.post(RENEW, {"factor_code": "BCDFG-BCDFG"}).status_code == 403
        limited = one.client.post(RENEW, {"factor_code": one.code()})
        assert (limited.status_code, limited["Retry-After"]) == (429, "300")
        # Who tries in a session that was copied keeps the owner from nothing in the own one.
        other = Client()
        other.cookies["eprimo_session"] = session_open(one.person.account)[1]
        assert other.post(RENEW, {"factor_code": "BCDFG-BCDFG"}).status_code == 403
    with clock.frozen(start + timedelta(minutes=5)):
        assert one.client.post(RENEW, {"factor_code": one.code()}).status_code == 200
    assert not FactorTries.objects.exists()
    assert AccountNews.objects.filter(account=one.person.account, what="factor_wrong").exists()


def test_pressed_with_nothing_typed_is_no_wrong_code(equipped: Make) -> None:
    one = equipped("director")
    for _ in range(6):
        asked = one.client.post(RENEW, {"factor_code": " ", "factor_assertion": "", "words": "gardés"})
        assert (asked.status_code, kept(asked)) == (403, {"words": ["gardés"]})
    assert not FactorTries.objects.exists()
    assert one.client.post(RENEW, {"factor_code": one.code()}).status_code == 200


def test_twenty_wrong_in_a_day_close_it(equipped: Make) -> None:
    """The right code too, from then on: only another person opens it again."""
    one = equipped("director")
    for number in range(20):
        with clock.frozen(NOW + timedelta(minutes=5 * number)):
            one.client.post(RENEW, {"factor_code": "BCDFG-BCDFG"})
    with clock.frozen(NOW + timedelta(hours=6)):
        closed = one.client.post(RENEW, {"factor_code": one.code()})
        assert closed.status_code == 403
        assert "Vingt codes faux" in closed.content.decode()
        assert 'name="factor_code"' not in closed.content.decode()


def test_a_factor_lasts_twelve_hours_and_fifteen_minutes_for_what_is_fresh(equipped: Make) -> None:
    one = equipped("director")
    assert factor_lacks(one.actor, Strength.STRONG)
    one.client.post(RENEW, {"factor_code": one.code()})
    Session.objects.update(expires_at=NOW + timedelta(days=2))
    with clock.frozen(NOW + timedelta(minutes=15)):
        assert not factor_lacks(one.actor, Strength.FRESH)
    with clock.frozen(NOW + timedelta(minutes=16)):
        assert factor_lacks(one.actor, Strength.FRESH)
        assert not factor_lacks(one.actor, Strength.STRONG)
    Session.objects.update(second_factor_at=NOW - LASTS - timedelta(seconds=1))
    assert factor_lacks(one.actor, Strength.STRONG)


def test_a_session_that_ended_takes_no_factor(equipped: Make) -> None:
    one = equipped("director")
    Session.objects.filter(account=one.person.account).delete()
    answer = one.client.post(RENEW, {"factor_code": one.code()})
    assert answer.status_code in {302, 401}
    assert FactorCode.objects.filter(used_at=None).count() == 10
    assert not AuditLine.objects.filter(act="factors.factor.given").exists()


def test_a_trusted_browser_is_enough_for_what_is_strong_alone(equipped: Make) -> None:
    """Thirty days, in each session of that account there; a changed password ends it."""
    one = equipped("director")
    one.client.post(RENEW, {"factor_code": one.code(), "factor_trust": "1"})
    assert TrustedDevice.objects.count() == 1
    Session.objects.update(second_factor_at=None)
    assert one.client.get(OWN).status_code == 200
    assert not factor_lacks(one.actor, Strength.STRONG)
    assert factor_lacks(one.actor, Strength.FRESH)
    assert one.client.post(RENEW).status_code == 403
    password_change(actor=one.actor, old=PASSWORD, new="brume lente sous la porte")
    shown = one.client.get(OWN)
    assert shown.status_code == 200
    assert factor_lacks(one.actor, Strength.STRONG)
    assert shown.cookies["eprimo_confiance"].value == "", "it shows nothing, and is not asked for again"


def test_the_cookie_of_another_account_is_no_trust(equipped: Make) -> None:
    one, other = equipped("director"), equipped("teacher")
    one.client.post(RENEW, {"factor_code": one.code(), "factor_trust": "1"})
    other.client.cookies["eprimo_confiance"] = one.client.cookies["eprimo_confiance"].value
    other.client.get(OWN)
    assert factor_lacks(other.actor, Strength.STRONG)


def test_nothing_is_asked_of_families_and_pupils(cast: Cast, client: Client, sign_in: Any) -> None:
    for who in ("samira", "lea"):
        assert sign_in(cast.people[who]).get(OWN).status_code == 404
        key = client.cookies["eprimo_session"].value
        Session.objects.update(second_factor_at=None)
        signed_in = from_session(key)
        assert signed_in is not None
        assert not factor_lacks(signed_in.actor, Strength.FRESH)


def test_who_was_shut_out_comes_back_without_trust(equipped: Make, cast: Cast) -> None:
    one = equipped("teacher")
    one.client.post(RENEW, {"factor_code": one.code(), "factor_trust": "1"})
    account_suspend(actor=cast.actor("director"), person=one.person, reason="Le temps d’une enquête")
    run_due()
    account_reactivate(actor=cast.actor("director"), person=one.person)
    assert not TrustedDevice.objects.exists()


def test_what_was_stopped_is_a_line_of_the_trail(equipped: Make, cast: Cast) -> None:
    one = equipped("director")
    one.client.post(RENEW)
    one.client.get("/compte/preuve/application")
    (line,) = AuditLine.objects.filter(act="factors.act.stopped")
    assert (line.person_id, line.details) == (one.person.pk, {"wanted": "factors.factor.change"})
    assert line.result == Outcome.STOPPED
    one.client.post(f"/ecole/personnes/{cast.teacher.public_id}/suspendre/", {"reason": "Enquête en cours"})
    assert AuditLine.objects.filter(
        act="factors.act.stopped", details__wanted="console.account.suspend"
    ).exists()


def test_what_was_refused_is_a_line_of_the_trail_too(equipped: Make, cast: Cast) -> None:
    """Of who tries what is not theirs, whatever the answer looked like; a page that is read writes nothing."""
    one = equipped("director")
    one.client.post("/compte/preuve/application", {"factor_code": one.code(), "factor_page": "1"})
    address = f"/ecole/personnes/{one.person.public_id}/suspendre/"
    assert one.client.get(address).status_code == 403
    refused = AuditLine.objects.filter(result=Outcome.REFUSED)
    assert not refused.exists()
    assert one.client.post(address, {"reason": "Enquête en cours"}).status_code == 403
    assert [(line.act, line.person_id, line.details) for line in refused] == [
        ("factors.act.refused", one.person.pk, {"wanted": "console.account.suspend"})
    ]


def test_what_is_always_strong_is_noted_of_families_and_what_never_is_of_nobody(cast: Cast) -> None:
    with strong_refusals() as found:
        for rule in (can_change_year, can_change_settings):
            with pytest.raises(Forbidden):
                require(rule, cast.actor("samira"), cast.tilleuls.pk)
    assert {act: actor.person_id for act, actor in found.items()} == {can_change_year.act: cast.samira.pk}
    with pytest.raises(Forbidden):
        require(can_change_year, cast.actor("samira"), cast.tilleuls.pk)
    assert len(found) == 1


def test_the_question_is_wholly_french(equipped: Make) -> None:
    """A parent who reads English is asked as the teacher that the same person is."""
    one = equipped("teacher_parent")
    Account.objects.filter(pk=one.person.account.pk).update(language="en")
    Session.objects.update(role="guardian", school=None)
    asked = one.client.post(RENEW)
    assert asked.status_code == 403
    assert '<html lang="fr"' in asked.content.decode()
    assert asked["Content-Language"] == "fr"


def test_what_was_typed_beside_a_file_is_shown_to_be_copied(equipped: Make) -> None:
    """The file cannot be kept, and nothing goes on without it."""
    one = equipped("director")
    words = "Nous partirons à 8 h 45, avec un pique-nique sans couverts."
    asked = one.client.post(RENEW, {"words": words, "file": io.BytesIO(b"x")})
    assert asked.status_code == 403
    assert kept(asked) == {"factor_page": ["/"], "factor_again": ["file"]}
    assert words in asked.content.decode()
    # After a wrong code too, as the page sends them.
    wrong = one.client.post(RENEW, {**kept(asked), "factor_words": words, "factor_code": "000000"})
    assert kept(wrong) == kept(asked)
    assert words in wrong.content.decode()
    assert "Votre fichier est à choisir de nouveau" in wrong.content.decode()


def test_what_is_sent_to_a_strong_screen_is_taken_back_before_it_is_asked(
    equipped: Make, cast: Cast, rf: Any
) -> None:
    """Whatever the view does, and whether it asks by itself or not: unless it says that there is nothing."""

    def view(request: Any, status: int) -> HttpResponse:
        FactorCode.objects.all().delete()
        return HttpResponse(status=status, headers={"Location": "/"})

    (pattern,) = strong_screens([path("x", view, name="x")])
    request = rf.post("/x")
    request.actor = equipped("director").actor
    request._messages = ()
    for status in (200, 302, 422):
        with pytest.raises(FactorNeeded):
            pattern.callback(request, status)
        assert FactorCode.objects.count() == 10
    assert pattern.callback(request, 404).status_code == 404
