"""A tie that is proposed: what the code of the paper opens, and what the person answers in the own account."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.actions.entry import account_enter
from eprimo.foundation.accounts.actions.ties import ties_print
from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.actions import adults, classes, newcomers, ties
from eprimo.foundation.directory.actions.ties import ties_lapse
from eprimo.foundation.directory.enums import StaffFunction, TieState
from eprimo.foundation.directory.errors import AlreadyThere
from eprimo.foundation.directory.models import Affiliation, Attachment, Person, TieProposal
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.accounts.conftest import PASSWORD

JULIE = newcomers.Newcomer("Julie", "Durand", email="julie.durand@exemple.fr")
SOMEBODY = newcomers.Newcomer("Tanguy", "Lebreton", "M.", email="tanguy@exemple.fr")
CODE, ANSWER = reverse("accounts:activate"), reverse("accounts:tie_by_code")


def propose(
    cast: Cast, newcomer: newcomers.Newcomer = JULIE, *, by: str = "director", **more: Any
) -> TieProposal:
    """A substitute for CE1, whom the director of Les Tilleuls writes; who is meant was looked for."""
    given: dict[str, Any] = {
        "school_id": cast.tilleuls.pk, "function": StaffFunction.SUBSTITUTE, "starts": date(2026, 11, 24),
        "ends": date(2026, 12, 18), "newcomer": newcomer, "places": ties.Places(classes=[cast.ce1]),
        "reason": "Remplacement",
    }  # fmt: skip
    made = adults.adult_add(actor=cast.actor(by), **{**given, **more})
    assert isinstance(made, TieProposal)
    run_due()
    made.refresh_from_db()
    return made


def code_of(tie: TieProposal) -> str:
    return ties_print(actor=None, ties=[tie])[0].code


@pytest.fixture
def confirmed(cast: Cast) -> Person:
    """Julie Durand, guardian in the other school, with an address that she confirmed."""
    Account.objects.filter(person=cast.guardian_verne).update(
        recovery_email="Julie.Durand@exemple.fr", recovery_email_confirmed_at=NOW
    )
    return cast.guardian_verne


@pytest.fixture
def typed(client: Client) -> Callable[..., Any]:
    def post(code: str, step: str = "", **data: str) -> Any:
        if not step:
            return client.post(CODE, {"step": "code", "code": code})
        return client.post(ANSWER, {"step": step, "code": code, **data})

    return post


def test_who_has_no_account_opens_one_with_the_code(
    cast: Cast, typed: Callable[..., Any], client: Client
) -> None:
    code = code_of(propose(cast, SOMEBODY))
    page = typed(code.lower()).text
    assert "Tanguy LEBRETON" in page
    assert "École Les Tilleuls" in page
    weak = typed(code, "join", password="tanguy.lebreton", again="tanguy.lebreton")
    assert weak.status_code == 422
    assert not Person.objects.filter(last_name="LEBRETON").exists()
    done = typed(code, "join", password=PASSWORD, again=PASSWORD).text
    assert "tanguy.lebreton" in done
    person = Person.objects.get(last_name="LEBRETON")
    assert for_person(person.pk).class_ids == {cast.ce1.pk}
    assert client.get("/compte/")["Location"] == "/compte/charte"
    assert account_enter(login="tanguy.lebreton", secret=PASSWORD, address="198.51.100.9")
    assert typed(code).status_code == 422  # used
    tie = TieProposal.objects.get()
    assert (tie.state, tie.person_id, tie.last_name, tie.email) == (TieState.ACCEPTED, person.pk, "", "")


def test_the_code_shows_the_same_page_whoever_is_meant(
    cast: Cast, confirmed: Person, typed: Callable[..., Any]
) -> None:
    """Whoever printed the paper, and types its code, reads nothing of whether the person is known."""
    pages = []
    for newcomer in (JULIE, newcomers.Newcomer("Julie", "Durant", email="julie.durant@exemple.fr")):
        tie = propose(cast, newcomer)
        code = code_of(tie)
        text = typed(code).text.replace(code, "").replace(newcomer.last_name.upper(), "NOM")
        pages.append(text.partition("<main")[2].replace(str(tie.public_id), ""))
    known, new = (_without_tokens(page) for page in pages)
    assert known == new
    assert "déjà un compte" in known


def _without_tokens(page: str) -> str:
    return "".join(part.partition('"')[2] for part in page.split('name="csrfmiddlewaretoken" value="'))


def test_before_the_answer_nothing_is_of_the_school(cast: Cast, confirmed: Person) -> None:
    propose(cast)
    before = for_person(confirmed.pk)
    assert {one.role for one in before.positions} == {Role.GUARDIAN}
    assert cast.tilleuls.pk not in {one.school_id for one in before.positions}
    assert not Affiliation.objects.filter(person=confirmed).exists()
    assert not Attachment.objects.filter(person=confirmed).exists()


def test_a_known_person_reads_it_at_home_and_accepts_it_in_her_account(
    cast: Cast, confirmed: Person, sign_in: Any
) -> None:
    tie = propose(cast)
    client = sign_in(confirmed)
    assert "Un accès attend votre réponse" in client.get("/").text
    page = reverse("accounts:tie", args=[tie.public_id])
    assert page in client.get("/compte/").text
    shown = client.get(page).text
    assert "École Les Tilleuls" in shown
    assert "Code de la fiche" not in shown  # the address that she confirmed is proof enough
    client.post(page, {"answer": "yes"}, follow=True)
    actor = for_person(confirmed.pk, role=Role.TEACHER, school_id=cast.tilleuls.pk)
    assert actor.class_ids == {cast.ce1.pk}
    assert client.get(page).status_code == 404
    assert "attend votre réponse" not in client.get("/").text


def test_she_declines(cast: Cast, confirmed: Person, sign_in: Any) -> None:
    tie = propose(cast)
    page = reverse("accounts:tie", args=[tie.public_id])
    sign_in(confirmed).post(page, {"answer": "no"})
    tie.refresh_from_db()
    assert (tie.state, tie.person_id, tie.last_name) == (TieState.DECLINED, None, "DURAND")
    assert not Affiliation.objects.filter(person=confirmed).exists()


def test_she_is_told_by_the_address_that_she_confirmed(cast: Cast, confirmed: Person) -> None:
    propose(cast)
    (sent,) = mail.outbox
    assert sent.to == ["Julie.Durand@exemple.fr"]
    assert "24 décembre" not in sent.body
    assert "18 décembre 2026" in sent.body.replace("\N{NO-BREAK SPACE}", " ")
    for word in ("Tilleuls", "Durand", "Remplac"):
        assert word not in sent.body.replace("Julie.Durand@exemple.fr", "")
        assert word not in sent.subject


@pytest.mark.parametrize("state", [AccountState.SUSPENDED, AccountState.EXPECTED])
def test_nobody_is_told_who_cannot_come_in(cast: Cast, confirmed: Person, state: AccountState) -> None:
    Account.objects.filter(person=confirmed).update(state=state)
    propose(cast)
    assert mail.outbox == []


def test_what_anybody_may_write_asks_the_code_too(cast: Cast, sign_in: Any) -> None:
    """Her name with a birth date, or an e-mail that a school wrote: somebody may have made an account in her name."""
    person = cast.guardian_verne
    Person.objects.filter(pk=person.pk).update(birth_date=date(1985, 5, 5))
    tie = propose(cast, newcomers.Newcomer("Julie", "Durand", birth_date=date(1985, 5, 5)))
    assert (tie.person_id, tie.proven) == (person.pk, False)
    client, page = sign_in(person), reverse("accounts:tie", args=[tie.public_id])
    assert "Code de la fiche" in client.get(page).text
    for answer in ("yes", "no"):
        assert client.post(page, {"answer": answer}).status_code == 422
        assert client.post(page, {"answer": answer, "code": "ABCD-EFGH-JKMNP"}).status_code == 422
    with pytest.raises(Forbidden):
        ties.tie_accept(actor=cast.actor("guardian_verne"), tie=tie)
    assert client.post(page, {"answer": "yes", "code": code_of(tie)}).status_code == 302
    assert Affiliation.objects.filter(person=person, school=cast.tilleuls).exists()


def test_two_people_of_that_name_are_nobody(cast: Cast) -> None:
    for _ in range(2):
        make.person("Tanguy", "LEBRETON", birth_date=date(1980, 1, 2))
    tie = propose(cast, newcomers.Newcomer("Tanguy", "Lebreton", birth_date=date(1980, 1, 2)))
    assert tie.person_id is None


def test_the_paper_is_accepted_with_the_account_of_that_name(
    cast: Cast, typed: Callable[..., Any], sign_in: Any
) -> None:
    """The school wrote another e-mail: who holds the paper signs in and accepts all the same."""
    code = code_of(propose(cast, newcomers.Newcomer("Julie", "Durand", email="autre@exemple.fr")))
    sign_in(cast.guardian_verne)
    assert "Accepter avec mon compte" in typed(code).text
    assert typed(code, "accept").status_code == 302
    assert Affiliation.objects.filter(person=cast.guardian_verne, school=cast.tilleuls).exists()


@pytest.mark.attack
@pytest.mark.parametrize("who", ["samira", "lea", "director", "teacher_verne"])
def test_the_paper_of_somebody_else_ties_nobody(
    cast: Cast, typed: Callable[..., Any], sign_in: Any, who: str
) -> None:
    code = code_of(propose(cast))
    sign_in(cast.people[who])
    assert "n’est pas à ce nom" in typed(code).text.replace("\N{NO-BREAK SPACE}", " ")
    assert typed(code, "accept").status_code == 403
    assert TieProposal.objects.get().state == TieState.OPEN


@pytest.mark.attack
def test_a_head_takes_no_known_person_by_her_own_paper(
    cast: Cast, confirmed: Person, typed: Callable[..., Any]
) -> None:
    """The attack that was: tie by name and e-mail, print, type the code. What opens is somebody new, who has nothing of
    hers."""
    before = Account.objects.get(person=confirmed).password
    code = code_of(propose(cast))
    typed(code, "join", password=PASSWORD, again=PASSWORD)
    made = Person.objects.get(last_name="DURAND", affiliations__school=cast.tilleuls)
    assert made != confirmed
    assert not for_person(made.pk).children
    assert Account.objects.get(person=confirmed).password == before
    assert {one.role for one in for_person(confirmed.pk).positions} == {Role.GUARDIAN}


@pytest.mark.attack
def test_who_proposes_does_not_accept(cast: Cast, typed: Callable[..., Any], sign_in: Any) -> None:
    anne = newcomers.Newcomer("Anne", "Guilbaud", email="anne@exemple.fr")
    tie = propose(cast, anne, somebody_else=True)
    sign_in(cast.director)
    assert typed(code_of(tie), "accept").status_code == 403
    with pytest.raises(Forbidden):
        ties.tie_accept(actor=cast.actor("director"), tie=tie, by_code=True)


def test_who_holds_the_paper_may_say_no(cast: Cast, typed: Callable[..., Any]) -> None:
    code = code_of(propose(cast, SOMEBODY))
    assert typed(code, "decline").status_code == 302
    assert TieProposal.objects.get().state == TieState.DECLINED
    assert typed(code).status_code == 422


def test_it_waits_thirty_days_and_not_beyond_its_end(cast: Cast, typed: Callable[..., Any]) -> None:
    tie = propose(cast, SOMEBODY, ends=date(2027, 6, 30))
    code = code_of(tie)
    with clock.frozen(NOW + timedelta(days=30)):
        assert typed(code).status_code == 200
    with clock.frozen(NOW + timedelta(days=31)):
        assert typed(code).status_code == 422
        assert ties_lapse() == 0  # who proposed still reads that nobody answered
    later = propose(cast, SOMEBODY, starts=date(2027, 1, 4), ends=date(2027, 6, 30))
    assert later.expires_at == NOW.replace(year=2027, month=2, day=2, hour=23)
    with clock.frozen(NOW + timedelta(days=120)):
        assert ties_lapse() == 2
        assert set(TieProposal.objects.values_list("last_name", "email", "birth_date")) == {("", "", None)}


def test_printed_again_the_paper_before_is_dead(cast: Cast, typed: Callable[..., Any]) -> None:
    tie = propose(cast, SOMEBODY)
    first, second = code_of(tie), code_of(tie)
    assert typed(first).status_code == 422
    assert typed(second).status_code == 200


def test_a_place_that_is_gone_does_not_stop_the_answer(cast: Cast, confirmed: Person) -> None:
    tie = propose(cast, places=ties.Places(classes=[cast.ce1, cast.cm2]))
    classes.class_close(actor=cast.actor("director"), class_group=cast.cm2)
    ties.tie_accept(actor=cast.actor("guardian_verne"), tie=tie)
    assert [one.class_group for one in Attachment.objects.filter(person=confirmed)] == [cast.ce1]


def test_what_she_has_already_is_said(cast: Cast, confirmed: Person) -> None:
    tie = propose(cast)
    make.affiliation(confirmed, cast.tilleuls, "teacher")
    with pytest.raises(AlreadyThere):
        ties.tie_accept(actor=cast.actor("guardian_verne"), tie=tie)


def test_her_answer_is_in_her_own_trail_and_in_no_other_schools(cast: Cast, confirmed: Person) -> None:
    ties.tie_accept(actor=cast.actor("guardian_verne"), tie=propose(cast))
    own = AuditLine.objects.get(act="directory.tie.said_yes")
    assert (own.person_id, own.school_id) == (confirmed.pk, None)
    school = AuditLine.objects.get(act="directory.tie.accepted")
    assert (school.person_id, school.school_id, school.subject_id) == (None, cast.tilleuls.pk, confirmed.pk)


def test_who_left_reads_what_is_proposed(cast: Cast, sign_in: Any) -> None:
    former = cast.former_teacher
    Account.objects.filter(person=former).update(
        recovery_email="ancien@exemple.fr", recovery_email_confirmed_at=NOW
    )
    propose(cast, newcomers.Newcomer(former.first_name, former.last_name, email="ancien@exemple.fr"))
    assert "Des accès vous sont proposés" in sign_in(former).get("/").text


def test_who_came_in_with_a_sheet_answers_with_the_paper_alone(
    cast: Cast, confirmed: Person, typed: Callable[..., Any], client: Client
) -> None:
    """Who printed her sheet, and came in with it, reads nothing of what another school proposes to her."""
    tie = propose(cast)
    _row, key = session_open(confirmed.account, scope=[cast.verne.pk])
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert "attend votre réponse" not in client.get("/").text
    page = reverse("accounts:tie", args=[tie.public_id])
    assert page not in client.get("/compte/").text
    assert client.get(page).status_code == 403
    assert client.post(page, {"answer": "no"}).status_code == 403
    assert typed(code_of(tie), "accept").status_code == 302
    assert Affiliation.objects.filter(person=confirmed, school=cast.tilleuls).exists()
