"""A sheet adds a secret: what was there stays whole, and what the sheet opens is of its school alone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.account_secrets import hash_secret
from eprimo.foundation.accounts.actions.accounts import WrongPassword, password_change
from eprimo.foundation.accounts.actions.entry import SignInRefused, account_enter
from eprimo.foundation.accounts.actions.sheets import sheets_make, words_reset
from eprimo.foundation.accounts.hashers import Argon2id
from eprimo.foundation.accounts.models import Account, ScopedSecret, Session, SignInCode
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD
from tests.foundation.accounts.sheets import (
    BORN,
    BORN_ELSEWHERE,
    CHOSEN,
    HERE,
    actor_of_key,
    both,
    printed,
    pupil_too,
    scoped_session,
    typed,
)
from tests.foundation.notifications.rounds import turn
from tests.foundation.notifications.told import address, tell
from tests.services.liaison.notes import to_sign
from tests.sizes import sized

# --- the three that come first --------------------------------------------------------------------------------------


@pytest.mark.attack
def test_the_session_that_was_open_stays_whole(cast: Cast, client: Client) -> None:
    """The head of one school prints a sheet for the mother of a pupil of another one too, and uses it."""
    both(cast)
    row, key = session_open(cast.samira.account)  # type: ignore[attr-defined]
    typed(client, printed(cast), BORN, BORN_ELSEWHERE)
    assert Session.objects.filter(pk=row.pk, scope=None).exists()
    mine = actor_of_key(key)
    assert mine.is_whole
    assert [child.first_name for child in mine.children] == ["Léa", "Léa", "Noé"]
    assert account_enter(login="samira", secret=PASSWORD, address=HERE).scope is None


@pytest.mark.attack
def test_the_digest_of_the_person_stays_whole(cast: Cast, client: Client) -> None:
    """Whatever secret was used last, or sleeps: what a person is told of looks at none."""
    both(cast)
    address(cast.samira)
    typed(client, printed(cast), BORN, BORN_ELSEWHERE)
    mail.outbox.clear()
    tell(cast, "samira", child="lea")
    tell(cast, "samira", child="lea_verne", school=cast.verne)
    turn()
    with clock.frozen(NOW + timedelta(minutes=2)):
        turn()
    (letter,) = mail.outbox
    assert letter.subject.startswith("2 choses à faire")
    whole = for_person(cast.samira.pk)
    assert {school for child in whole.children for school in child.school_ids} == {
        cast.tilleuls.pk,
        cast.verne.pk,
    }


@pytest.mark.attack
def test_a_session_born_of_the_sheet_sees_its_school_only(cast: Cast, client: Client) -> None:
    both(cast)
    typed(client, printed(cast), BORN, BORN_ELSEWHERE)
    actor = actor_of_key(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert actor.scope == {cast.verne.pk}
    assert actor.partial
    assert [(child.person_id, child.school_ids) for child in actor.children] == [
        (cast.lea_verne.pk, (cast.verne.pk,))
    ]
    again = account_enter(login="samira", secret=CHOSEN, address=HERE)
    assert again.scope == {cast.verne.pk}
    with pytest.raises(SignInRefused):
        account_enter(login="samira", secret="un secret qui est faux", address=HERE)


# --- the account ----------------------------------------------------------------------------------------------------


@pytest.mark.attack
def test_what_is_of_the_whole_person_waits_for_the_own_secret(cast: Cast, client: Client) -> None:
    """Address, copies, requests, preferences: 403 with the reason; the owner's devices are neither shown nor ended."""
    account = address(both(cast), "samira@example.org")
    session_open(account, device="Téléphone de Samira")
    _, key = scoped_session(cast.samira, cast.verne)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    for url in ("/compte/adresse", "/compte/adresse/code", "/mes-donnees/", "/compte/avis/"):
        page = client.get(url)
        assert page.status_code == 403, url
        assert "avec la fiche d’une école" in page.content.decode()
    for url in ("/mes-donnees/copie", "/mes-donnees/effacer", "/mes-donnees/demandes"):
        assert client.post(url, {}).status_code == 403, url
    posted = {"email": "chef@example.org", "password": PASSWORD}
    assert client.post("/compte/adresse", posted).status_code == 403
    me = client.get("/compte/").content.decode()
    assert "samira@example.org" not in me
    devices = client.get("/compte/appareils/").content.decode()
    assert "Téléphone de Samira" not in devices
    other = Session.objects.get(device="Téléphone de Samira")
    assert client.post(f"/compte/appareils/{other.public_id}/fin").status_code == 404
    client.post("/compte/appareils/fin")
    client.post("/compte/appareils/partout")
    assert Session.objects.filter(pk=other.pk).exists()
    account.refresh_from_db()
    assert account.recovery_email == "samira@example.org"


@pytest.mark.attack
def test_a_sheet_changes_its_own_password_alone(cast: Cast, client: Client) -> None:
    both(cast)
    typed(client, printed(cast), BORN, BORN_ELSEWHERE)
    row, _ = session_open(cast.samira.account)  # type: ignore[attr-defined]
    actor = actor_of_key(client.cookies[settings.SESSION_COOKIE_NAME].value)
    with pytest.raises(WrongPassword):
        password_change(actor=actor, old=PASSWORD, new="vitre sable encre moulin")
    password_change(actor=actor, old=CHOSEN, new="vitre sable encre moulin")
    assert account_enter(login="samira", secret=PASSWORD, address=HERE).scope is None
    assert account_enter(login="samira", secret="vitre sable encre moulin", address=HERE).scope == {
        cast.verne.pk
    }
    with pytest.raises(SignInRefused):
        account_enter(login="samira", secret=CHOSEN, address=HERE)
    assert Session.objects.filter(pk=row.pk).exists()


def test_renewing_a_sheet_ends_what_the_one_before_opened(cast: Cast, client: Client) -> None:
    both(cast)
    typed(client, printed(cast), BORN, BORN_ELSEWHERE)
    before = Session.objects.get(scope__isnull=False)
    typed(Client(), printed(cast), BORN, BORN_ELSEWHERE, password="vitre sable encre moulin")
    assert not Session.objects.filter(pk=before.pk).exists()
    assert ScopedSecret.objects.get().school == cast.verne


def test_sheets_of_two_schools_live_side_by_side(cast: Cast, client: Client) -> None:
    """Printing by one does not kill the paper of the other; one password for both opens both."""
    both(cast)
    here, there = printed(cast, "director"), printed(cast)
    assert SignInCode.objects.filter(used_at=None, cancelled_at=None).count() == 2
    typed(client, here, BORN, BORN_ELSEWHERE)
    typed(Client(), there, BORN, BORN_ELSEWHERE)
    opened = account_enter(login="samira", secret=CHOSEN, address=HERE)
    assert opened.scope == {cast.tilleuls.pk, cast.verne.pk}


def test_the_first_sheet_gives_the_whole_account_to_who_has_nothing_elsewhere(
    cast: Cast, client: Client
) -> None:
    Account.objects.filter(person__in=[cast.samira, cast.paul]).update(state="expected", activated_at=None)
    typed(client, printed(cast, "director"), BORN)
    assert account_enter(login="samira", secret=CHOSEN, address=HERE).scope is None
    make.guardianship(cast.paul, cast.lea_verne)
    Person.objects.filter(pk=cast.lea_verne.pk).update(birth_date=BORN_ELSEWHERE)
    typed(Client(), printed(cast, "director", "paul"), BORN, BORN_ELSEWHERE)
    opened = account_enter(login="paul", secret=CHOSEN, address=HERE)
    assert opened.scope == {cast.tilleuls.pk}


@pytest.mark.attack
def test_a_substitute_of_elsewhere_is_not_taken_over(cast: Cast, client: Client) -> None:
    """A head ties a known mother of another school to her own and prints her sheet: what it opens is the tie."""
    account = cast.samira.account  # type: ignore[attr-defined]
    make.secret(account, PASSWORD)
    make.affiliation(cast.samira, cast.verne, Profile.TEACHER)
    typed(client, printed(cast), BORN)
    actor = actor_of_key(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert [(one.role, one.school_id) for one in actor.positions] == [(Role.TEACHER, cast.verne.pk)]
    assert actor.children == ()
    assert account_enter(login="samira", secret=PASSWORD, address=HERE).scope is None


def test_all_secrets_of_an_account_are_looked_at_in_one_computation(
    cast: Cast, client: Client, monkeypatch: Any
) -> None:
    """How long a refusal takes tells nobody how many sheets were printed for a login."""
    account = both(cast).account  # type: ignore[attr-defined]
    for school in (cast.verne, cast.tilleuls):
        ScopedSecret.objects.create(
            account=account, school=school, password=hash_secret(account, f"{school.uai} brume")
        )
    made: list[str] = []
    encode, verify = Argon2id.encode, Argon2id.verify
    monkeypatch.setattr(Argon2id, "encode", lambda *a: (made.append("encode"), encode(*a))[1])
    monkeypatch.setattr(Argon2id, "verify", lambda *a: (made.append("verify"), verify(*a))[1])
    for login in ("samira", "paul", "personne.nulle"):
        made.clear()
        with pytest.raises(SignInRefused):
            account_enter(login=login, secret="un secret qui est faux", address=HERE)
        assert len(made) == 1, login


# --- pupils ---------------------------------------------------------------------------------------------------------


@pytest.mark.attack
def test_the_card_of_a_pupil_of_two_schools_opens_one(cast: Cast) -> None:
    def card(by: str, school: School) -> str:
        made = sheets_make(actor=cast.actor(by), person_ids=[cast.lea.pk], school=school)
        return " ".join(made.cards[0].words)

    own = card("teacher", cast.tilleuls)
    assert account_enter(login="lea", secret=own, address=HERE).scope is None
    pupil_too(cast.lea, cast.ce1_verne)
    theirs = card("teacher_verne", cast.verne)
    assert theirs != own
    assert card("teacher_verne", cast.verne) == theirs
    assert account_enter(login="lea", secret=theirs, address=HERE).scope == {cast.verne.pk}
    kept, _ = session_open(cast.lea.account)  # type: ignore[attr-defined]
    words_reset(actor=cast.actor("teacher_verne"), person_id=cast.lea.pk, school=cast.verne)
    with pytest.raises(SignInRefused):
        account_enter(login="lea", secret=theirs, address=HERE)
    assert account_enter(login="lea", secret=own, address=HERE).scope is None
    assert Session.objects.filter(pk=kept.pk).exists()
    _, key = scoped_session(cast.lea, cast.verne)
    assert actor_of_key(key).class_ids == {cast.ce1_verne.pk}


# --- pages ----------------------------------------------------------------------------------------------------------


def _addresses(page: str) -> Iterator[str]:
    for found in re.findall(r'(?:href|action|hx-get|src)="(/[^"#]*)', page):
        yield found.replace("&amp;", "&")


# Letters drawn by chance, among which « CM2 » may be.
_DRAWN = re.compile(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"')


def _walked(client: Client, start: str = "/", most: int = sized(48, 120)) -> dict[str, str]:
    """Every page that links lead to from the home, by its address."""
    seen: dict[str, str] = {}
    waiting = [start]
    while waiting and len(seen) < most:
        url = waiting.pop(0)
        if url in seen or "/sortir" in url or url.startswith("/static/"):
            continue
        page = client.get(url, follow=True)
        kind = page.headers.get("Content-Type", "")
        text = "" if page.streaming or not kind.startswith("text/") else page.content.decode()
        seen[url] = _DRAWN.sub("", text)
        waiting += [one for one in _addresses(seen[url]) if one not in seen]
    return seen


@pytest.mark.attack
@pytest.mark.parametrize("role", ["guardian", "teacher"])
def test_no_page_tells_of_the_other_school(cast: Cast, client: Client, role: str) -> None:
    """All that links lead to from the home of a session that a sheet opened, and the search: nothing of elsewhere."""
    both(cast)
    note = to_sign(cast, title="Sortie secrète au château")
    if role == "teacher":
        make.affiliation(cast.samira, cast.verne, Profile.TEACHER)
        make.attach(cast.samira, cast.ce1_verne)
    typed(client, printed(cast), BORN, BORN_ELSEWHERE)
    told = ("Tilleuls", "Noé", "CM2", "Guilbaud", "GUILBAUD", "Le Gall", "Sortie secrète")
    pages = _walked(client)
    assert len(pages) > 8
    pages["search"] = "".join(
        _DRAWN.sub("", client.post("/personnes/", {"nom": name}).content.decode())
        for name in ("noe", "guilbaud", "le gall")
    ).replace('value="noe"', "")
    for url, page in pages.items():
        for word in told:
            assert word not in page, (url, word)
    child = cast.lea.public_id
    for url in (f"/carnet/{note.resource.public_id}/", f"/personnes/{child}/"):
        assert client.get(url).status_code == 404, url
