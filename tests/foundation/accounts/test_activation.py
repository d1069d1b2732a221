"""From a printed sheet to a session; the sheet's question; what dies with it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from eprimo.foundation.accounts.actions.entry import account_enter
from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.accounts.codes import SHEET_LASTS
from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account, Session, SignInCode
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.printing.sheets import AdultLetter
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD
from tests.foundation.accounts.sheets import BORN_ELSEWHERE, CHOSEN, both

URL = "/compte/activation"
BORN = "2018-03-14"


def letter(person: Person, school: School) -> AdultLetter:
    """The letter that the server prints for this person."""
    return sheets_make(actor=None, person_ids=[person.pk], school=school).letters[0]


@pytest.fixture
def fresh(cast: Cast) -> Account:
    """Samira, who never came."""
    Account.objects.filter(person=cast.samira).update(
        state=AccountState.EXPECTED, activated_at=None, charter_at=None
    )
    return Account.objects.get(person=cast.samira)


@pytest.fixture
def step(client: Client) -> Callable[..., Any]:
    def post(step: str, code: str, **data: str) -> Any:
        return client.post(URL, {"step": step, "code": code, **data})

    return post


def test_the_three_steps(cast: Cast, fresh: Account, step: Callable[..., Any], client: Client) -> None:
    code = letter(cast.samira, cast.tilleuls).code
    who = step("code", f" {code.lower().replace('-', ' ')} ").content.decode()
    assert "Samira MARTIN" in who
    assert "Dates de naissance de vos enfants" in who
    assert "Noé" not in who  # a sheet found in a schoolbag names no child
    choose = step("who", code, birth_date=BORN).content.decode()
    assert "Choisissez votre mot de passe" in choose
    assert "Vos enfants\u00a0: Léa, Noé." in choose
    answer = step("password", code, birth_date=BORN, password=PASSWORD, again=PASSWORD)
    assert answer.status_code == 302
    assert client.get("/compte/")["Location"] == "/compte/charte"
    fresh.refresh_from_db()
    assert fresh.state == AccountState.ACTIVE
    assert fresh.activated_at == NOW
    assert fresh.check_password(PASSWORD)
    line = AuditLine.objects.get(act="accounts.account.activated")
    assert (line.subject_id, line.school_id) == (cast.samira.pk, cast.tilleuls.pk)


@pytest.mark.attack
def test_who_finds_a_sheet_reads_no_child(cast: Cast, fresh: Account, step: Callable[..., Any]) -> None:
    """The first names of the children come after the birth date, right, and not before."""
    code = letter(cast.samira, cast.tilleuls).code
    pages = [step("code", code), step("who", code, birth_date="2011-01-01"), step("who", code)]
    for page in pages:
        assert "Samira MARTIN" in page.content.decode()
        assert "Léa" not in page.content.decode()
        assert "Noé" not in page.content.decode()
    assert "Yanis" not in step("who", letter(cast.teacher_parent, cast.tilleuls).code).content.decode()


def test_a_code_serves_once(cast: Cast, fresh: Account, step: Callable[..., Any], client: Client) -> None:
    code = letter(cast.samira, cast.tilleuls).code
    step("password", code, birth_date=BORN, password=PASSWORD, again=PASSWORD)
    client.cookies.clear()
    again = step("code", code)
    assert again.status_code == 422
    assert "Ce code n’ouvre pas" in again.content.decode()
    # Letters left out: the sheet is good.
    assert "13 lettres et chiffres, vous en avez tapé 12" in step("code", code[:-1]).content.decode()


def test_printing_again_kills_the_sheet_before(cast: Cast, fresh: Account, step: Callable[..., Any]) -> None:
    first, second = letter(cast.samira, cast.tilleuls).code, letter(cast.samira, cast.tilleuls).code
    assert step("code", first).status_code == 422
    assert step("code", second).status_code == 200
    assert SignInCode.objects.filter(used_at=None, cancelled_at=None).count() == 1


def test_a_sheet_lasts_ninety_days(cast: Cast, fresh: Account, step: Callable[..., Any]) -> None:
    code = letter(cast.samira, cast.tilleuls).code
    with clock.frozen(NOW + SHEET_LASTS - timedelta(seconds=1)):
        assert step("code", code).status_code == 200
    with clock.frozen(NOW + SHEET_LASTS):
        assert step("code", code).status_code == 422


def test_whoever_has_a_child_is_asked_whatever_the_role(cast: Cast, step: Callable[..., Any]) -> None:
    """A teacher who is a parent too; in the same words as a teacher who is not, who passes with nothing."""
    parent, other = letter(cast.teacher_parent, cast.tilleuls).code, letter(cast.teacher, cast.tilleuls).code
    asked = [step("code", code).content.decode() for code in (parent, other)]
    assert all("Dates de naissance de vos enfants" in page for page in asked)
    assert "Il manque une date de naissance" in step("who", parent).content.decode()
    assert "Choisissez votre mot de passe" in step("who", parent, birth_date=BORN).content.decode()
    assert "Choisissez votre mot de passe" in step("who", other).content.decode()
    assert "Choisissez votre mot de passe" in step("who", other, birth_date=BORN).content.decode()


def test_who_has_a_child_elsewhere_gives_one_more_date(cast: Cast, step: Callable[..., Any]) -> None:
    """The school knows the dates of its own pupils: one of them is no proof, and no wrong try either."""
    both(cast)
    code = letter(cast.samira, cast.tilleuls).code
    for _ in range(5):
        page = step("who", code, birth_date=BORN).content.decode()
        assert "Il manque une date de naissance" in page
    assert SignInCode.objects.get(cancelled_at=None).tries == 0
    page = step("who", code, birth_date=BORN, birth_date_2=BORN_ELSEWHERE).content.decode()
    assert "Choisissez votre mot de passe" in page
    # The names that come then are those of the school's own pupils.
    assert "Vos enfants\u00a0: Léa, Noé." in page
    # The date of the other child is enough: the other school's sheet asks for one that it does not know.
    assert "Choisissez" in step("who", code, birth_date=BORN_ELSEWHERE).content.decode()
    theirs = letter(cast.samira, cast.verne).code
    assert "Il manque" in step("who", theirs, birth_date=BORN_ELSEWHERE).content.decode()


def test_a_child_whom_nobody_knows_here_is_no_wrong_date(cast: Cast, step: Callable[..., Any]) -> None:
    """The form takes the dates of all children: an elder brother is at the collège."""
    code = letter(cast.samira, cast.tilleuls).code
    page = step("who", code, birth_date="2011-01-01", birth_date_2=BORN).content.decode()
    assert "Choisissez votre mot de passe" in page
    assert SignInCode.objects.get(cancelled_at=None).tries == 0


@pytest.mark.attack
def test_dates_are_not_guessed_by_the_handful(cast: Cast, step: Callable[..., Any]) -> None:
    """Each wrong date counts, however many are sent at once."""
    both(cast)
    code = letter(cast.samira, cast.tilleuls).code
    guesses = {f"birth_date_{n}": f"2019-01-0{n}" for n in (2, 3, 4)}
    killed = step("who", code, birth_date=BORN, **guesses)
    assert "annulée après trois dates fausses" in killed.content.decode()
    assert step("who", code, birth_date=BORN_ELSEWHERE).status_code == 422


def test_an_adult_shut_out_does_not_activate(cast: Cast, step: Callable[..., Any]) -> None:
    assert step("code", letter(cast.restricted_3, cast.tilleuls).code).status_code == 422


def test_suspended_does_not_come_back_by_a_sheet(
    cast: Cast, fresh: Account, step: Callable[..., Any]
) -> None:
    code = letter(cast.samira, cast.tilleuls).code
    Account.objects.filter(pk=fresh.pk).update(state=AccountState.SUSPENDED)
    assert step("code", code).status_code == 422


@pytest.mark.parametrize(
    "password", ["petite7", "123456789012", "samira martin", "Léa-Noé-2018!!", "École Tilleuls 44"]
)
def test_weak_passwords_come_back(
    cast: Cast, fresh: Account, step: Callable[..., Any], password: str
) -> None:
    code = letter(cast.samira, cast.tilleuls).code
    answer = step("password", code, birth_date=BORN, password=password, again=password)
    assert answer.status_code == 422
    assert password not in answer.content.decode()
    fresh.refresh_from_db()
    assert fresh.state == AccountState.EXPECTED


def test_two_different_passwords(cast: Cast, fresh: Account, step: Callable[..., Any]) -> None:
    code = letter(cast.samira, cast.tilleuls).code
    answer = step("password", code, birth_date=BORN, password=PASSWORD, again=PASSWORD + "!")
    assert "Les deux mots de passe sont différents" in answer.content.decode()


def test_a_renewal_adds_a_secret_and_leaves_what_was_there(
    cast: Cast, adult: Account, step: Callable[..., Any]
) -> None:
    session, _ = session_open(adult)
    code = letter(cast.samira, cast.tilleuls).code
    step("password", code, birth_date=BORN, password=CHOSEN, again=CHOSEN)
    assert Session.objects.filter(pk=session.pk).exists()
    adult.refresh_from_db()
    assert adult.check_password(PASSWORD)
    assert account_enter(login="samira", secret=CHOSEN, address="198.51.100.7").scope == {cast.tilleuls.pk}


@pytest.mark.attack
def test_a20_a_sheet_in_wrong_hands(cast: Cast, fresh: Account, step: Callable[..., Any]) -> None:
    """Three wrong birth dates kill the sheet, at whatever step they are sent; the right one is of no use then."""
    code = letter(cast.samira, cast.tilleuls).code
    for left in (2, 1):
        page = step("who" if left % 2 else "password", code, birth_date="2017-01-01").content.decode()
        assert f"{left} essai" in page
    killed = step("who", code, birth_date="2017-01-01")
    assert "Demandez une nouvelle fiche" in killed.content.decode()
    after = step("who", code, birth_date=BORN)
    assert after.status_code == 422
    assert "Ce code n’ouvre pas" in after.content.decode()
    fresh.refresh_from_db()
    assert fresh.state == AccountState.EXPECTED


@pytest.mark.attack
def test_a20_codes_are_not_guessed(cast: Cast, step: Callable[..., Any]) -> None:
    """Wrong codes from one address are counted; a right one still opens for the class beside, and is given back."""
    code = letter(cast.samira, cast.tilleuls).code
    for _ in range(59):
        assert step("code", "BCDF-2345-GHJKM").status_code == 422
    assert step("code", code).status_code == 200
    assert step("code", "BCDF-2345-GHJKM").status_code == 422
    refused = step("code", "BCDF-2345-GHJKM")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


@pytest.mark.attack
def test_a20_the_other_parent_learns_nothing(
    cast: Cast, fresh: Account, step: Callable[..., Any], sign_in: Any
) -> None:
    """The sheet names its own addressee only; who activated shows to the school, not to the other guardian."""
    page = step("code", letter(cast.paul, cast.tilleuls).code).content.decode()
    assert "Samira" not in page
    assert "Paul MARTIN" in page
    client = sign_in(cast.paul)
    assert client.get("/ecole/fiches/").status_code == 404
    assert client.get(f"/ecole/fiches/classe/{cast.ce1.public_id}/").status_code == 404


def test_a_child_hidden_by_a_decision_is_not_named(cast: Cast) -> None:
    assert letter(cast.restricted_2, cast.tilleuls).children == ()
    assert letter(cast.restricted_1, cast.tilleuls).children == ("Zoé (CM2)",)


def test_code_never_in_an_address(cast: Cast, fresh: Account) -> None:
    made = letter(cast.samira, cast.tilleuls)
    before, fragment = made.qr_payload.split("#")
    assert before == "http://127.0.0.1:8000/compte/activation"
    assert fragment == made.code
    assert made.code.replace("-", "") not in str(SignInCode.objects.values().get())


def test_sql_of_an_activation(
    cast: Cast, fresh: Account, step: Callable[..., Any], django_assert_max_num_queries: Any
) -> None:
    code = letter(cast.samira, cast.tilleuls).code
    with django_assert_max_num_queries(30):
        step("password", code, birth_date=BORN, password=PASSWORD, again=PASSWORD)
