"""« Comment être prévenu »: the simple choice, details, one child, a pause; and the way out of an e-mail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.notifications.actions.preferences import preferences_choose
from eprimo.foundation.notifications.channels import channels
from eprimo.foundation.notifications.models import Lane, Pause, Preference, Rhythm, Round
from eprimo.foundation.notifications.round_delivery import rounds_send
from eprimo.foundation.notifications.rounds import digests_plan, rings_plan
from eprimo.ui.languages import speaking
from tests.conftest import NOW
from tests.foundation.notifications.told import address, tell

PAGE = "/compte/avis/"


def rows(person: Any) -> dict[tuple[str, str, int | None], str]:
    return {
        (row.lane, row.channel, row.child_id): row.rhythm
        for row in Preference.objects.filter(person=person, channel="mail")
    }


def test_the_simple_choice(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    page = client.get(PAGE)
    assert page.context["form"].initial["level"] == "essentiel"
    assert client.post(PAGE, {"level": "rien"}).status_code == 302
    assert set(rows(cast.samira).values()) == {"never"}
    assert client.get(PAGE).context["form"].initial["level"] == "rien"
    client.post(PAGE, {"level": "tout"})
    assert rows(cast.samira) == {
        ("todo", "mail", None): "now", ("child", "mail", None): "daily", ("life", "mail", None): "daily",
    }  # fmt: skip
    client.post(PAGE, {"level": "essentiel"})
    assert rows(cast.samira) == {}
    assert client.post(PAGE, {"level": "detail"}).status_code == 422
    acts = AuditLine.objects.filter(act="notifications.preference.chosen")
    assert [line.details for line in acts.order_by("at", "id")] == [
        {"level": "rien"}, {"level": "tout"}, {"level": "essentiel"},
    ]  # fmt: skip


def test_details_for_all_and_for_one_child(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    page = client.get(f"{PAGE}detail")
    fields = {name: field.initial for name, field in page.context["form"].fields.items() if "mail" in name}
    assert fields == {"todo-mail": "now", "child-mail": "daily", "life-mail": "weekly"}
    data = {name: field.initial for name, field in page.context["form"].fields.items()}
    client.post(f"{PAGE}detail", data | {"child-mail": "weekly"})
    assert rows(cast.samira)[("child", "mail", None)] == "weekly"
    child = f"{PAGE}enfant/{cast.noe.public_id}"
    data = dict.fromkeys(client.get(child).context["form"].fields, "tous")
    client.post(child, data | {"todo-mail": "never"})
    assert rows(cast.samira)[("todo", "mail", cast.noe.pk)] == "never"
    assert client.get(child).context["form"].fields["todo-mail"].initial == "never"
    assert client.get(PAGE).context["own"]
    # News never ring: the choice does not exist, not even by hand.
    assert client.post(f"{PAGE}detail", data | {"child-mail": "now"}).status_code == 422


def test_ways_are_called_in_the_language_of_the_reader() -> None:
    ways = {one.key: one.label for one in channels()}
    with speaking("ar"):
        assert (str(ways["mail"]), str(ways["push"])) == ("بريد إلكتروني", "إشعار")


def test_another_s_child_is_not_there(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    for child in (cast.yanis, cast.lea_verne, cast.paul):
        assert client.get(f"{PAGE}enfant/{child.public_id}").status_code == 404
        # Nor by the act alone, whatever page asks for it.
        with pytest.raises(Forbidden):
            preferences_choose(actor=cast.actor("samira"), wanted={}, child_id=child.pk)
    assert not Preference.objects.exists()


def test_nothing_for_pupils(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.lea)
    for name in ("preferences", "detail"):
        assert client.get(reverse(f"notices:{name}")).status_code == 404
    assert PAGE not in client.get("/compte/").content.decode()


def test_staff_read_words_of_their_own(cast: Any, sign_in: Any) -> None:
    page = sign_in(cast.teacher).get(f"{PAGE}detail").content.decode()
    assert "Mes classes" in page
    assert "Pour mon enfant" not in page


def test_a_pause_begins_and_ends(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.paul)
    day = (NOW + timedelta(days=10)).date().isoformat()
    assert client.post(f"{PAGE}pause", {"until": day}).status_code == 302
    assert Pause.objects.get(person=cast.paul).until.isoformat() == "2026-12-03T23:00:00+00:00"
    assert "Rien ne vous est envoyé avant le" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}pause", {"end": "1"})
    assert not Pause.objects.filter(until__gt=NOW).exists()
    for wrong in ("2026-11-24", "2020-01-01", "2029-01-01", "demain", ""):
        assert client.post(f"{PAGE}pause", {"until": wrong}).status_code == 422, wrong


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_for_many_choices(cast: Any, sign_in: Any, count: int) -> None:
    client = sign_in(cast.samira)
    client.get(PAGE)
    for lane in list(Lane)[:count]:
        Preference.objects.create(person=cast.samira, lane=lane, channel="mail", rhythm=Rhythm.NEVER)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    assert len(queries) <= 6


def test_the_page_says_what_stands_against_e_mails(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.paul)
    assert "Vous n’avez pas donné d’adresse e-mail." in client.get(PAGE).content.decode()
    account = address(cast.paul)
    assert "Votre adresse" not in client.get(PAGE).content.decode()
    account.recovery_email_refused_at = NOW
    account.save()
    assert "Votre adresse refuse nos e-mails." in client.get(PAGE).content.decode()
    assert "Cette adresse refuse nos e-mails." in client.get("/compte/").content.decode()


# --- the way out of an e-mail --------------------------------------------------------------------------


def written(cast: Any) -> Any:
    address(cast.paul)
    tell(cast, "paul")
    rings_plan()
    with clock.frozen(NOW + timedelta(minutes=3)):
        rounds_send()
    return mail.outbox[-1]


def test_one_click_stops_what_the_mail_was(cast: Any, client: Any) -> None:
    message = written(cast)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = message.extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + url.split("/", 3)[3]
    assert path in message.body
    # A link that is opened (a scanner of links does) stops nothing.
    assert client.get(path).status_code == 200
    assert rows(cast.paul) == {}
    strict = type(client)(enforce_csrf_checks=True)
    answer = strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert rows(cast.paul) == {("todo", "mail", None): "never"}
    # It opens nothing: no session, no name.
    assert not answer.cookies.get("eprimo_session")
    assert "MARTIN" not in answer.content.decode()
    assert strict.get("/compte/").status_code == 302
    assert AuditLine.objects.get(act="notifications.preference.stopped").subject_id == cast.paul.pk


def test_an_unknown_key_says_the_same_and_does_nothing(cast: Any, client: Any) -> None:
    message = written(cast)
    path = "/" + message.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    unknown = reverse("notices:stop", args=["0190aaaa-0000-7000-8000-00000000dead"])
    pages = [re.sub(r'value="\w{64}"', "", client.post(one).content.decode()) for one in (unknown, path)]
    pages = [page.replace(path, "").replace(unknown, "") for page in pages]
    assert pages[0] == pages[1]
    assert Preference.objects.count() == 1


def digest_of_what_could_not_ring(cast: Any) -> Any:
    """The first after holidays, about something to do that came in them."""
    with clock.frozen(NOW):
        tell(cast, "paul", rings=False)
    for minute in (0, 40):  # 18:00 in Paris, and what is spread over the half-hour after it
        with clock.frozen(NOW.replace(hour=17, minute=minute)):
            digests_plan()
            rounds_send()
    message = mail.outbox[-1]
    return "/" + message.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3], message


def test_who_wants_no_digest_and_gets_one_can_stop_it(cast: Any, client: Any) -> None:
    address(cast.paul)
    Preference.objects.create(person=cast.paul, lane=Lane.MY_CHILD, channel="mail", rhythm=Rhythm.NEVER)
    path, message = digest_of_what_could_not_ring(cast)
    assert path.endswith("?a-faire")
    assert path in message.body
    assert client.get(path).status_code == 200
    for _twice in range(2):
        assert client.post(path).status_code == 200
        assert rows(cast.paul) == {("todo", "mail", None): "never", ("child", "mail", None): "never"}


def test_who_has_digests_stops_them_and_keeps_what_rings(cast: Any, client: Any) -> None:
    address(cast.paul)
    path, _ = digest_of_what_could_not_ring(cast)
    assert "?" not in path
    client.post(path)
    assert rows(cast.paul) == {("child", "mail", None): "never"}


def test_stopping_a_digest_leaves_what_rings(cast: Any, client: Any) -> None:
    Preference.objects.create(
        person=cast.samira, child=cast.noe, lane=Lane.CLASS_LIFE, channel="mail", rhythm=Rhythm.DAILY
    )
    row = Round.objects.create(
        person=cast.samira, school=cast.tilleuls, channel="mail", rhythm=Rhythm.DAILY, since=NOW, until=NOW,
        due_at=NOW,
    )  # fmt: skip
    client.post(reverse("notices:stop", args=[row.key]))
    assert rows(cast.samira) == {
        ("child", "mail", None): "never", ("life", "mail", cast.noe.pk): "never",
    }  # fmt: skip
