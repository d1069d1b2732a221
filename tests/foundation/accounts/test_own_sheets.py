"""What a person is told of the sheets printed for her, how she shuts one, how a session that one opened opens more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.account_secrets import hash_secret
from eprimo.foundation.accounts.actions.entry import SignInRefused, account_enter
from eprimo.foundation.accounts.actions.session_scope import sheet_void
from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.accounts.events import SheetPrinted
from eprimo.foundation.accounts.models import (
    Account,
    AccountSecret,
    KnownAddress,
    ScopedSecret,
    Session,
    SignInCode,
)
from eprimo.foundation.accounts.own_sheets import own_sheets
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden, TooManyTries
from eprimo.foundation.kernel.models import AuditLine, OutboxEvent
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import PushDevice
from eprimo.foundation.transport.push import Target
from eprimo.foundation.transport.vapid import new_private_key
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD
from tests.foundation.accounts.sheets import (
    BORN,
    BORN_ELSEWHERE,
    CHOSEN,
    both,
    dates,
    printed,
    scoped_session,
    typed,
)
from tests.foundation.notifications.told import address
from tests.foundation.transport.browser import push_service

HERE = "198.51.100.7"
WIDEN, SHEETS = "/compte/elargir", "/compte/fiches"


def actor_in(client: Client) -> Actor:
    found = from_session(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert found is not None
    return found.actor


@pytest.fixture
def inside(cast: Cast, client: Client) -> Client:
    """Came in with the sheet of the other school; she has a password of before."""
    both(cast)
    typed(client, printed(cast), BORN, BORN_ELSEWHERE)
    return client


# --- told -----------------------------------------------------------------------------------------------------------


def test_each_print_is_on_the_page_of_the_account(cast: Cast, sign_in: Any) -> None:
    both(cast)
    printed(cast)
    with clock.frozen(NOW + timedelta(hours=1)):
        printed(cast, "director")
    page = sign_in(cast.samira).get(SHEETS).content.decode()
    assert page.index("École Les Tilleuls") < page.index("École Jules-Verne")
    assert page.count("Imprimée le") == 2
    assert reverse("accounts:sheets") in sign_in(cast.samira).get("/compte/").content.decode()


def test_each_print_is_told_at_the_head_of_each_page_until_it_is_read(cast: Cast, sign_in: Any) -> None:
    both(cast)
    printed(cast)
    while run_due():
        pass
    client = sign_in(cast.samira)
    assert "Du nouveau sur votre compte" in client.get("/", follow=True).content.decode()
    assert "Une fiche a été imprimée" in client.get("/compte/").content.decode()
    client.post("/compte/nouveau/lu")
    assert "Du nouveau sur votre compte" not in client.get("/", follow=True).content.decode()
    # Read or not, a sheet's own session neither sees it nor says it read.
    client.cookies[settings.SESSION_COOKIE_NAME] = scoped_session(cast.samira, cast.verne)[1]
    printed(cast, "director")
    while run_due():
        pass
    assert "Une fiche a été imprimée" not in client.get("/compte/").content.decode()
    assert client.post("/compte/nouveau/lu").status_code == 403


def test_each_print_is_told_by_mail_without_a_name(cast: Cast) -> None:
    address(both(cast))
    address(cast.paul)
    Account.objects.filter(person=cast.paul).update(recovery_email_confirmed_at=None)
    printed(cast)
    printed(cast, "director", "paul")
    while run_due():
        pass
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["samira@example.org"], "Une fiche a été imprimée à votre nom")
    for word in ("Samira", "Léa", "Verne", "http"):
        assert word not in letter.body


def test_the_use_of_a_sheet_is_told_too(cast: Cast, client: Client) -> None:
    address(both(cast))
    typed(client, printed(cast), BORN, BORN_ELSEWHERE)
    while run_due():
        pass
    assert [one.subject for one in mail.outbox] == [
        "Une fiche a été imprimée à votre nom",
        "Une fiche à votre nom vient de servir",
    ]


def test_each_print_is_pushed_without_a_name(cast: Cast, settings: Any) -> None:
    """To devices that show all, at night without a sound; not to the one that a sheet's own session chose."""
    account = both(cast).account  # type: ignore[attr-defined]
    settings.VAPID_PRIVATE_KEY, settings.PUSH_LOOPBACK = new_private_key(), True
    with push_service() as service:
        browsers = {name: service.browser(name) for name in ("phone", "sheet")}
        for name, browser in browsers.items():
            fields = browser.form()
            target = Target(fields["endpoint"], fields["p256dh"], fields["auth"])
            PushDevice.objects.create(
                account=account, address=target.address, key=target.key, secret=target.secret, address_hash=name,
                scope=[cast.verne.pk] if name == "sheet" else None,
            )  # fmt: skip
        printed(cast)
        while run_due():
            pass
        with clock.frozen(datetime(2026, 11, 24, 22, 0, tzinfo=UTC)):
            printed(cast, "director")
            while run_due():
                pass
        assert {one.path for one in service.received} == {"/push/phone"}
        told = [browsers["phone"].reads(one.body) for one in service.received]
    assert told == [
        {"news": "Une fiche a été imprimée à votre nom.", "url": SHEETS},
        {"news": "Une fiche a été imprimée à votre nom.", "url": SHEETS, "until": 0},
    ]


def test_who_never_came_is_told_nothing(cast: Cast) -> None:
    Account.objects.filter(person=cast.paul).update(state="expected", activated_at=None)
    printed(cast, "director", "paul")
    assert not OutboxEvent.objects.exists()


def test_telling_many_takes_one_statement(cast: Cast, django_assert_max_num_queries: Any) -> None:
    """Letters of a whole class: as many lines of the trail, and the rest by sets."""
    people = [make.guardian(cast.lea) for _ in range(30)]
    for one in people:
        make.account(one)
    actor = cast.actor("director")
    with django_assert_max_num_queries(20 + len(people)):
        sheets_make(actor=actor, person_ids=[one.pk for one in people], school=cast.tilleuls)
    kind = "foundation.accounts.SheetPrinted"
    assert OutboxEvent.objects.filter(kind=kind).count() == len(people)
    assert SheetPrinted.__name__ in kind


# --- shut -----------------------------------------------------------------------------------------------------------


def test_the_owner_shuts_what_a_sheet_opened(cast: Cast, inside: Client) -> None:
    own = Client()
    own.cookies[settings.SESSION_COOKIE_NAME] = session_open(cast.samira.account)[1]  # type: ignore[attr-defined]
    printed(cast)
    devices = own.get("/compte/appareils/").content.decode()
    assert devices.count("Entré avec une fiche") == 1
    assert own.post(SHEETS, {"of": str(cast.verne.public_id)}).status_code == 302
    assert inside.get("/compte/").status_code == 302
    assert not ScopedSecret.objects.exists()
    assert not SignInCode.objects.filter(used_at=None, cancelled_at=None).exists()
    with pytest.raises(SignInRefused):
        account_enter(login="samira", secret=CHOSEN, address=HERE)
    line = AuditLine.objects.get(act="accounts.sheet.voided")
    assert (line.person_id, line.school_id) == (cast.samira.pk, cast.verne.pk)
    assert own.post(SHEETS, {"of": str(cast.tilleuls.public_id)}).status_code == 404
    assert own.post(SHEETS, {"of": "x"}).status_code == 404


@pytest.mark.attack
def test_a_sheet_shuts_no_other_one(cast: Cast, inside: Client) -> None:
    """Nor reads that another school printed one."""
    printed(cast, "director")
    page = inside.get(SHEETS).content.decode()
    assert "École Jules-Verne" in page
    assert "Tilleuls" not in page
    assert inside.post(SHEETS, {"of": str(cast.tilleuls.public_id)}).status_code == 404
    assert inside.post(SHEETS, {"of": str(cast.verne.public_id)}).status_code == 403
    with pytest.raises(Forbidden):
        sheet_void(actor=actor_in(inside), place=cast.tilleuls.pk)
    assert SignInCode.objects.filter(school=cast.tilleuls, cancelled_at=None).exists()


def test_devices_that_a_sheet_chose_go_with_it(cast: Cast) -> None:
    account = both(cast).account  # type: ignore[attr-defined]
    ScopedSecret.objects.create(account=account, school=cast.verne, password=hash_secret(account, CHOSEN))
    row, _ = scoped_session(cast.samira, cast.verne)
    for number, (session, scope) in enumerate(
        [(row, [cast.verne.pk]), (None, [cast.verne.pk]), (None, None)]
    ):
        PushDevice.objects.create(
            account=account, session=session, scope=scope, address=f"d{number}", address_hash=f"d{number}"
        )
    sheet_void(actor=cast.actor("samira"), place=cast.verne.pk)
    while run_due():
        pass
    assert [one.address for one in PushDevice.objects.all()] == ["d2"]


# --- wider ----------------------------------------------------------------------------------------------------------


def test_the_whole_password_opens_the_rest_and_offers_to_shut_the_sheet(cast: Cast, inside: Client) -> None:
    before = inside.cookies[settings.SESSION_COOKIE_NAME].value
    home = inside.get("/", follow=True).content.decode()
    assert "Entré avec une fiche" in home
    assert WIDEN in home
    answer = inside.post(WIDEN, {"step": "secret", "secret": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, SHEETS)
    assert from_session(before) is None
    actor = actor_in(inside)
    assert actor.is_whole
    assert len(actor.children) == 3
    page = inside.get(SHEETS).content.decode()
    assert "Fermer ce que la fiche ouvre" in page
    inside.post(SHEETS, {"of": str(cast.verne.public_id)})
    assert actor_in(inside).is_whole
    with pytest.raises(SignInRefused):
        account_enter(login="samira", secret=CHOSEN, address=HERE)
    assert inside.get(WIDEN)["Location"] == "/compte/"


@pytest.mark.attack
def test_the_whole_password_is_not_guessed_from_a_sheet(cast: Cast, inside: Client) -> None:
    """Counted apart from the owner's own tries, which go on."""
    answers = [
        inside.post(WIDEN, {"step": "secret", "secret": f"un secret faux {n}"}).status_code for n in range(8)
    ]
    assert answers == [422] * 6 + [429] * 2
    assert inside.post(WIDEN, {"step": "secret", "secret": CHOSEN}).status_code == 429
    own = Client()
    own.cookies[settings.SESSION_COOKIE_NAME] = session_open(cast.samira.account)[1]  # type: ignore[attr-defined]
    new = {"old": PASSWORD, "password": "vitre sable encre moulin", "again": "vitre sable encre moulin"}
    assert own.post("/compte/mot-de-passe", new).status_code == 302


@pytest.mark.attack
def test_a_sheet_gives_no_leave_to_guess_at_the_door(cast: Cast, inside: Client) -> None:
    """Its secret, which is right, neither makes the address known nor gives the tries of before back."""
    tried = []
    for n in range(12):
        secret = CHOSEN if n % 3 == 0 else f"un secret faux {n}"
        try:
            tried.append(account_enter(login="samira", secret=secret, address="203.0.113.77").scope)
        except (SignInRefused, TooManyTries) as error:
            tried.append(error.code)
    assert tried.count("sign-in-refused") == 6
    assert tried[-1] == TooManyTries.code
    assert not KnownAddress.objects.exists()
    assert account_enter(login="samira", secret=PASSWORD, address=HERE).scope is None
    assert KnownAddress.objects.count() == 1


def test_its_own_secret_opens_nothing_more(cast: Cast, inside: Client) -> None:
    assert inside.post(WIDEN, {"step": "secret", "secret": CHOSEN}).status_code == 422
    assert actor_in(inside).scope == {cast.verne.pk}


def test_the_code_of_the_other_side_opens_it_too(cast: Cast, inside: Client) -> None:
    """With its birth dates; the password of the session opens both schools from then on, and stays a sheet's."""
    other = printed(cast, "director")
    assert "Dates de naissance" in inside.post(WIDEN, {"step": "code", "code": other.code}).content.decode()
    missing = inside.post(WIDEN, {"step": "who", "code": other.code} | dates(BORN))
    assert "Il manque une date de naissance" in missing.content.decode()
    answer = inside.post(WIDEN, {"step": "who", "code": other.code} | dates(BORN, BORN_ELSEWHERE))
    assert answer.status_code == 302
    actor = actor_in(inside)
    assert actor.scope == {cast.verne.pk, cast.tilleuls.pk}
    assert not actor.partial
    assert len(actor.children) == 3
    assert account_enter(login="samira", secret=CHOSEN, address=HERE).scope == actor.scope
    assert account_enter(login="samira", secret=PASSWORD, address=HERE).scope is None
    assert inside.get("/compte/adresse").status_code == 403


def test_both_sides_make_the_whole_of_who_had_no_other_secret(cast: Cast, client: Client) -> None:
    both(cast)
    account = cast.samira.account  # type: ignore[attr-defined]
    AccountSecret.objects.filter(account=account).delete()
    account.state, account.activated_at = "expected", None
    account.save()
    typed(client, printed(cast), BORN, BORN_ELSEWHERE)
    assert actor_in(client).scope == {cast.verne.pk}
    other = printed(cast, "director")
    client.post(WIDEN, {"step": "who", "code": other.code} | dates(BORN, BORN_ELSEWHERE))
    assert actor_in(client).is_whole
    assert account_enter(login="samira", secret=CHOSEN, address=HERE).scope is None
    assert not ScopedSecret.objects.exists()


@pytest.mark.attack
def test_a_code_of_somebody_else_opens_nothing(cast: Cast, inside: Client) -> None:
    for letter in (printed(cast, "director", "paul"), printed(cast)):
        answer = inside.post(WIDEN, {"step": "code", "code": letter.code})
        assert answer.status_code == 422
        assert "Ce code n’ouvre pas" in answer.content.decode()
    assert Session.objects.filter(scope=[cast.verne.pk]).exists()


def test_lists_of_own_sheets_take_two_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    both(cast)
    for _ in range(4):
        printed(cast)
        printed(cast, "director")
    actor = cast.actor("samira")
    with django_assert_num_queries(2):
        found = own_sheets(actor)
    assert [(one.name, len(one.prints), one.opens) for one in found] == [
        ("École Les Tilleuls", 4, True),
        ("École Jules-Verne", 4, True),
    ]
