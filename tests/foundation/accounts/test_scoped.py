"""A sheet adds a secret: what was there stays whole, and what the sheet opens is of its school alone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from eprimo.foundation.access.actors import at_other_positions, for_person, from_session, standings
from eprimo.foundation.accounts.actions.accounts import WrongPassword, password_change
from eprimo.foundation.accounts.actions.entry import AccountJoined, SignInRefused, account_enter
from eprimo.foundation.accounts.actions.sheets import sheets_make, words_reset
from eprimo.foundation.accounts.hashers import Argon2id
from eprimo.foundation.accounts.models import Account, ScopedSecret, Session, SignInCode
from eprimo.foundation.accounts.openings import hashed, reaching_beyond
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.actions import person_merge
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Guardianship, Person, School, ServiceSchool
from eprimo.foundation.directory.policies import audit_visible_to, can_give_consent
from eprimo.foundation.directory.queries.arrivals import arrivals_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES, Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.notifications.live.badges import badges_of
from eprimo.foundation.notifications.policies import may_be_pushed, may_choose
from eprimo.foundation.privacy.exports.policies import can_see, may_export_child, may_export_own
from eprimo.foundation.privacy.exports.policies import visible_to as exports_visible_to
from eprimo.foundation.privacy.models import Export, ExportKind, RequestKind
from eprimo.foundation.privacy.policies import can_decide_contents
from eprimo.foundation.privacy.requests.rights import may_ask
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD
from tests.foundation.accounts.sheets import (
    BORN,
    BORN_ELSEWHERE,
    CHOSEN,
    both,
    printed,
    pupil_too,
    scoped_session,
    typed,
)
from tests.foundation.notifications.rounds import turn
from tests.foundation.notifications.told import address, tell
from tests.services.liaison.notes import to_sign

HERE = "198.51.100.7"


def actor_of_key(key: str) -> Actor:
    found = from_session(key)
    assert found is not None
    return found.actor


# --- the three that come first --------------------------------------------------------------------------------------


@pytest.mark.attack("B07")
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


@pytest.mark.attack("B07")
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


@pytest.mark.attack("B07")
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


# --- links ----------------------------------------------------------------------------------------------------------


def test_of_a_child_who_is_elsewhere_too_what_is_of_the_school(cast: Cast) -> None:
    pupil_too(cast.lea, cast.ce1_verne)
    _, key = scoped_session(cast.samira, cast.verne)
    (child,) = actor_of_key(key).children
    assert (child.person_id, child.school_ids, child.class_ids) == (
        cast.lea.pk,
        (cast.verne.pk,),
        (cast.ce1_verne.pk,),
    )
    assert child.elsewhere
    assert child.group_ids == ()
    assert not can_give_consent(actor_of_key(key), cast.lea.pk)


def test_a_right_that_is_taken_away_leaves_a_scoped_session_at_once(cast: Cast) -> None:
    both(cast)
    _, key = scoped_session(cast.samira, cast.verne)
    assert actor_of_key(key).children
    Guardianship.objects.filter(adult=cast.samira, child=cast.lea_verne).update(ends=clock.now())
    assert actor_of_key(key).positions == ()


def test_a_link_that_comes_elsewhere_stays_out(cast: Cast) -> None:
    _, key = scoped_session(cast.paul, cast.tilleuls)
    assert not actor_of_key(key).partial
    make.affiliation(cast.paul, cast.verne, Profile.TEACHER)
    actor = actor_of_key(key)
    assert actor.partial
    assert [one.role for one in actor.positions] == [Role.GUARDIAN]
    assert at_other_positions(actor) == []


def test_a_mandate_is_of_no_school(cast: Cast) -> None:
    """Nor the services of an agent, as long as one of the schools that they serve is another one."""
    make.guardianship(cast.inspector, cast.lea)
    _, key = scoped_session(cast.inspector, cast.tilleuls)
    assert [one.role for one in actor_of_key(key).positions] == [Role.GUARDIAN]
    _, mandated = session_open(cast.inspector.account, scope=[MANDATES])  # type: ignore[attr-defined]
    assert [one.role for one in actor_of_key(mandated).positions] == [Role.INSPECTOR]
    _, serves = scoped_session(cast.agent, cast.tilleuls)
    assert actor_of_key(serves).service_ids == {cast.canteen.pk}
    ServiceSchool.objects.create(service=cast.canteen, school=cast.verne, starts=make.SINCE)
    _, again = scoped_session(cast.agent, cast.tilleuls)
    assert actor_of_key(again).service_ids == frozenset()


def test_who_reaches_beyond(cast: Cast) -> None:
    here, both_of = cast.tilleuls.pk, [cast.tilleuls.pk, cast.verne.pk]
    people = {
        name: cast.people[name].pk for name in ("samira", "guardian_verne", "inspector", "agent", "lea")
    }

    def beyond(*scope: int) -> set[str]:
        found = reaching_beyond(list(people.values()), scope)
        return {name for name, pk in people.items() if pk in found}

    assert beyond(here) == {"guardian_verne", "inspector"}
    assert beyond(*both_of) == {"inspector"}
    assert beyond(MANDATES) == {"samira", "guardian_verne", "lea"}
    both(cast)
    assert beyond(here) == {"samira", "guardian_verne", "inspector"}


def test_what_begins_elsewhere_one_day_is_not_told(cast: Cast) -> None:
    later = NOW + timedelta(days=9)
    for school in (cast.tilleuls, cast.verne):
        make.affiliation(cast.former_guardian, school, Profile.TEACHER, starts=later)
    make.mandate(cast.former_guardian, "academy", academy=make.academy(), starts=later)
    whole = for_person(cast.former_guardian.pk)
    assert len(arrivals_of(whole)) == 3
    _, key = scoped_session(cast.former_guardian, cast.verne)
    assert [one.where for one in arrivals_of(actor_of_key(key))] == [cast.verne.name]


def test_counts_of_a_stream_are_those_of_the_school(cast: Cast) -> None:
    both(cast)
    tell(cast, "samira", child="lea")
    tell(cast, "samira", child="noe")
    tell(cast, "samira", child="lea_verne", school=cast.verne)
    row, key = scoped_session(cast.samira, cast.verne)
    assert badges_of(actor_of_key(key)) == {"todo": 1}
    assert badges_of(for_person(cast.samira.pk)) == {"todo": 3}
    before = standings([row.pk])[row.pk]
    Session.objects.filter(pk=row.pk).update(scope=None)
    assert standings([row.pk])[row.pk] != before


@pytest.mark.attack("B07")
def test_copies_and_requests_wait_for_the_own_secret(cast: Cast) -> None:
    """Asked of the policies too: no page is the only door."""
    both(cast)
    export = Export.objects.create(
        kind=ExportKind.OWN, subject=cast.samira, asked_by=cast.samira, asked_at=NOW, language="fr"
    )
    _, key = scoped_session(cast.samira, cast.verne)
    part, whole = actor_of_key(key), for_person(cast.samira.pk)
    for actor, expected in ((part, False), (whole, True)):
        assert may_export_own(actor) is expected
        assert may_export_child(actor, cast.lea_verne.pk) is expected
        assert can_see(actor, export) is expected
        assert Export.objects.filter(exports_visible_to(actor)).exists() is expected
        assert may_ask(actor, RequestKind.RECTIFY, cast.lea_verne.pk) is expected
        assert can_decide_contents(actor, cast.samira.pk) is expected
        assert may_choose(actor) is expected
        assert may_be_pushed(actor) is expected
    # Of who has nothing elsewhere, a sheet chooses how one is told: it is all there is.
    _, all_of_it = scoped_session(cast.paul, cast.tilleuls)
    assert may_choose(actor_of_key(all_of_it))
    assert not may_export_own(actor_of_key(all_of_it))


def test_own_acts_are_those_of_the_school(cast: Cast) -> None:
    make.affiliation(cast.teacher, cast.verne, Profile.TEACHER)
    for school in (cast.tilleuls, cast.verne):
        audit(cast.actor("teacher"), "accounts.comfort.changed", school_id=school.pk)
    _, key = scoped_session(cast.teacher, cast.verne)
    lines = AuditLine.objects.filter(audit_visible_to(actor_of_key(key)))
    assert [one.school_id for one in lines] == [cast.verne.pk]


def test_two_rows_made_one_keep_the_secrets_of_the_account_that_goes_on(cast: Cast) -> None:
    """The other account's are shut with it."""
    twin = make.guardian(cast.lea, first_name="Samira", last_name="MARTIN")
    other = make.account(twin, login="samira2")
    both(cast)
    for account, secret in ((cast.samira.account, CHOSEN), (other, "vitre sable encre moulin")):  # type: ignore[attr-defined]
        ScopedSecret.objects.create(account=account, school=cast.verne, password=hashed(account, secret))
    make.affiliation(cast.director, cast.verne, Profile.DIRECTOR)
    person_merge(actor=cast.actor("director", Role.DIRECTOR, cast.tilleuls), kept=cast.samira, absorbed=twin)
    assert account_enter(login="samira", secret=CHOSEN, address=HERE).scope == {cast.verne.pk}
    with pytest.raises(AccountJoined):
        account_enter(login="samira2", secret="vitre sable encre moulin", address=HERE)


# --- the account ----------------------------------------------------------------------------------------------------


@pytest.mark.attack("B07")
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


@pytest.mark.attack("B07")
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


@pytest.mark.attack("B07")
def test_a_substitute_of_elsewhere_is_not_taken_over(cast: Cast, client: Client) -> None:
    """A head ties a known mother of another school to her own and prints her sheet: what it opens is the tie."""
    account = cast.samira.account  # type: ignore[attr-defined]
    account.set_password(PASSWORD)
    account.save()
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
            account=account, school=school, password=hashed(account, f"{school.uai} brume")
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


@pytest.mark.attack("B07")
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


def _walked(client: Client, start: str = "/", most: int = 120) -> dict[str, str]:
    """Every page that links lead to from the home, by its address."""
    seen: dict[str, str] = {}
    waiting = [start]
    while waiting and len(seen) < most:
        url = waiting.pop(0)
        if url in seen or "/sortir" in url or url.startswith("/static/"):
            continue
        page = client.get(url, follow=True)
        kind = page.headers.get("Content-Type", "")
        seen[url] = "" if page.streaming or not kind.startswith("text/") else page.content.decode()
        waiting += [one for one in _addresses(seen[url]) if one not in seen]
    return seen


@pytest.mark.attack("B07")
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
        client.post("/personnes/", {"nom": name}).content.decode() for name in ("noe", "guilbaud", "le gall")
    ).replace('value="noe"', "")
    for url, page in pages.items():
        for word in told:
            assert word not in page, (url, word)
    child = cast.lea.public_id
    for url in (f"/carnet/{note.resource.public_id}/", f"/personnes/{child}/"):
        assert client.get(url).status_code == 404, url
