"""Sheets on screen: what is printed for whom one chooses, new words, sessions ended, and what it costs."""

import io
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from eprimo.foundation.accounts.actions import sheets as sheets_actions
from eprimo.foundation.accounts.actions.entry import SignInRefused, account_enter
from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.accounts.codes import code_hash
from eprimo.foundation.accounts.models import Account, Session, SignInCode
from eprimo.foundation.accounts.pupil_words import words_drawn, words_open
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.at_once import done
from tests.cast import Cast, build_cast
from tests.conftest import NOW
from tests.console.sheets.printing import INDEX, page_of, pages_of, print_, text_of


def test_states_as_the_rights_page_says(cast: Cast, sign_in: Any) -> None:
    accounts = Account.objects
    accounts.filter(person=cast.lea).update(last_login=NOW.replace(day=2))
    accounts.filter(person=cast.yanis).update(last_login=NOW.replace(month=10))
    accounts.filter(person=cast.samira).update(state="expected", activated_at=None)
    page = sign_in(cast.teacher).get(page_of(cast.ce1)).content.decode()
    for word in ("Venu ce mois-ci", "Venu avant", "Jamais venu"):
        assert word in page
    assert "Mamie BELKACEM" not in page  # a contact has no account to open
    staff = sign_in(cast.director).get(f"{INDEX}equipe/").content.decode()
    assert "Activé" in staff
    assert "Venu ce mois-ci" not in staff


def test_cards_of_a_class(cast: Cast, sign_in: Any) -> None:
    text = text_of(print_(sign_in(cast.teacher), cast.lea, cast.yanis))
    for person in (cast.lea, cast.yanis):
        account = Account.objects.get(person=person)
        assert account.login in text
        for word in words_open(account):
            assert word in text
    lines = AuditLine.objects.filter(act="accounts.card.printed")
    assert {line.subject_id for line in lines} == {cast.lea.pk, cast.yanis.pk}
    assert {line.person_id for line in lines} == {cast.teacher.pk}


def test_a_lost_card_keeps_its_words(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    print_(client, cast.lea)
    first = words_open(Account.objects.get(person=cast.lea))
    print_(client, cast.lea)
    assert words_open(Account.objects.get(person=cast.lea)) == first


def test_letters_of_families_and_staff(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    answer = print_(client, cast.samira, cast.paul, cast.teacher, what="letters")
    text = text_of(answer)
    assert pages_of(answer) == 3
    assert "samira" in text
    assert "Léa" in text
    assert SignInCode.objects.filter(cancelled_at=None).count() == 3
    # In the same words for all: who has children, and where, is not told by a paper.
    assert text.count("dates de naissance de vos enfants") == 3


def test_only_what_was_asked_is_printed(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    assert "samira" not in text_of(print_(client, cast.samira, cast.lea, what="cards"))
    assert not SignInCode.objects.exists()


def test_nobody_ticked(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast.teacher).post(f"{INDEX}imprimer/", {"what": "cards"}, follow=True)
    assert "Cochez d’abord" in answer.content.decode()


def test_never_came_are_ticked(cast: Cast, sign_in: Any) -> None:
    Account.objects.filter(person=cast.paul).update(state="expected", activated_at=None)
    client = sign_in(cast.director)
    page = client.get(page_of(cast.ce1), {"choix": "jamais"}).content.decode()
    assert f'value="{cast.paul.public_id}" checked' in page
    assert f'value="{cast.samira.public_id}" checked' not in page
    assert (
        f'value="{cast.samira.public_id}" checked'
        in client.get(page_of(cast.ce1), {"choix": "tous"}).content.decode()
    )


def test_suspended_gets_no_sheet(cast: Cast, sign_in: Any) -> None:
    Account.objects.filter(person=cast.samira).update(state="suspended")
    client = sign_in(cast.director)
    assert f'value="{cast.samira.public_id}"' not in client.get(page_of(cast.ce1)).content.decode()
    answer = print_(client, cast.samira, cast.paul, what="letters")
    assert answer.status_code == 302
    assert not SignInCode.objects.exists()


def test_new_words_in_one_press(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    print_(client, cast.lea)
    old = words_open(Account.objects.get(person=cast.lea))
    session_open(Account.objects.get(person=cast.lea))
    page = client.post(f"{INDEX}eleves/{cast.lea.public_id}/nouveaux-mots/").content.decode()
    new = words_open(Account.objects.get(person=cast.lea))
    assert " ".join(new) in page
    assert old != new
    assert not Session.objects.filter(account__person=cast.lea).exists()
    assert account_enter(login="lea", secret=" ".join(new), address="198.51.100.7").account.person == cast.lea
    with pytest.raises(SignInRefused):
        account_enter(login="lea", secret=" ".join(old), address="198.51.100.7")
    assert str(new) not in str(list(AuditLine.objects.values_list("details", flat=True)))


def test_a_pupil_is_signed_out(cast: Cast, sign_in: Any) -> None:
    session_open(Account.objects.get(person=cast.lea))
    client = sign_in(cast.teacher)
    answer = client.post(f"{INDEX}eleves/{cast.lea.public_id}/deconnecter/", follow=True)
    assert "Léa MARTIN est déconnecté partout" in answer.content.decode()
    assert not Session.objects.filter(account__person=cast.lea).exists()


def test_the_command(cast: Cast, tmp_path: Any) -> None:
    target = tmp_path / "fiche.pdf"
    target.touch(0o644)
    said = io.StringIO()
    call_command("print_sheet", director_of=" 0440001a", output=str(target), stdout=said)
    assert said.getvalue() == f"1 fiche dans {target}.\n"
    assert "director" in PdfReader(target).pages[0].extract_text()
    assert target.stat().st_mode & 0o777 == 0o600
    call_command("print_sheet", login="lea", output=str(target), stdout=io.StringIO())
    assert "lea" in PdfReader(target).pages[0].extract_text()
    call_command("print_sheet", login="inspector", output=str(target), stdout=io.StringIO())
    make.guardianship(cast.inspector, cast.lea)
    call_command("print_sheet", login="inspector", output=str(target), stdout=io.StringIO())
    call_command("print_sheet", login="inspector", output=str(target), stdout=io.StringIO(), mandates=True)
    codes = SignInCode.objects.filter(account__person=cast.inspector).order_by("pk")
    assert list(codes.values_list("school", flat=True)) == [None, cast.tilleuls.pk, None]
    with pytest.raises(CommandError, match="Le compte personne n’existe pas"):
        call_command("print_sheet", login="personne", output=str(target), stdout=io.StringIO())
    with pytest.raises(CommandError, match="L’école 0000000Z n’existe pas"):
        call_command("print_sheet", director_of="0000000Z", output=str(target), stdout=io.StringIO())


def test_the_letters_of_all_families_who_never_came(cast: Cast, sign_in: Any) -> None:
    """One file, in the order of the classes, a letter a person; a family of whom one adult came is left out."""
    never = [
        make.pupil(cast.tilleuls, group, name, "NOUVEAU")
        for group, name in ((cast.cm2, "Cora"), (cast.ce1, "Ben"))
    ]
    mother = make.guardian(*never, first_name="Awa", last_name="MÈRE")
    make.guardian(never[0], first_name="Zoltan", last_name="PÈRE")
    make.guardian(never[0], first_name="Mamie", last_name="CONTACT", kind="contact")
    make.guardian(cast.lea, first_name="Tante", last_name="SANS COMPTE")
    # Nobody of this family can be given a letter: it is counted on the home, and named here.
    alone = make.pupil(cast.tilleuls, cast.ce1, "Isidore", "NOUVEAU")
    closed = make.account(make.guardian(alone, last_name="SUSPENDU"), active=False)
    Account.objects.filter(pk=closed.pk).update(state="suspended")
    client = sign_in(cast.director)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{INDEX}familles/").content.decode()
    assert len(asked) <= 8, len(asked)
    assert "lettres pour 2\u00a0familles" in page
    assert "Une famille ne reçoit pas de lettre ici" in page
    assert reverse("people:person", args=[alone.public_id]) in page
    assert page.index("Ben") < page.index("Cora")
    assert "Léa" not in page
    home = client.get("/").content.decode()
    assert f'href="{INDEX}familles/"' in home
    assert '<p class="chiffre">3 <small>' in home
    answer = client.post(f"{INDEX}familles/", {"class": [str(cast.cm2.public_id), str(cast.ce1.public_id)]})
    text = text_of(answer)
    assert pages_of(answer) == 2
    # The mother of both is in the first class alone, and her letter comes first.
    assert text.index("MÈRE") < text.index("PÈRE")
    assert "CONTACT" not in text
    assert SignInCode.objects.filter(cancelled_at=None).earliest("pk").account.person_id == mother.pk
    answer = client.post(f"{INDEX}familles/", {"class": [str(cast.cm2.public_id)]})
    assert pages_of(answer) == 1


def test_nobody_to_print_for(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    assert "Toutes les familles sont venues" in client.get(f"{INDEX}familles/").content.decode()
    answer = client.post(f"{INDEX}familles/", follow=True)
    assert "Cochez d’abord au moins une classe" in answer.content.decode()


def _grow(cast: Cast, count: int) -> None:
    for _ in range(count):
        child = make.pupil(cast.tilleuls, cast.ce1)
        make.account(child)
        make.account(make.guardian(child))
        make.account(make.teacher(cast.tilleuls))


@pytest.mark.parametrize("url", [INDEX, "class", f"{INDEX}equipe/"])
def test_as_many_statements_for_thirty_as_for_three(cast: Cast, sign_in: Any, url: str) -> None:
    client = sign_in(cast.director)
    target = page_of(cast.ce1) if url == "class" else url
    client.get(target)
    counts = []
    for more in (0, 27):
        _grow(cast, more)
        client.get(target)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(target).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8, counts


def test_a_whole_class_prints_with_few_statements(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    people = [make.pupil(cast.tilleuls, cast.ce1) for _ in range(10)]
    client = sign_in(cast.teacher)
    client.get(INDEX)
    with django_assert_max_num_queries(20 + 2 * len(people)):
        assert pages_of(print_(client, *people)) == 3
    assert Account.objects.filter(person__in=people).count() == 10


@pytest.mark.attack
@pytest.mark.django_db(transaction=True)
def test_prints_at_the_same_instant_agree(monkeypatch: Any) -> None:
    """Four prints at once, in two orders: one set of words on every card, one letter that opens, no error."""
    cast = build_cast()
    people = [cast.lea.pk, cast.yanis.pk, cast.samira.pk, cast.paul.pk]
    # As slow as a busy machine, between the reading of a card's state and its writing.
    monkeypatch.setattr(sheets_actions, "words_drawn", lambda pk: (time.sleep(0.2), words_drawn(pk))[1])
    made = done(
        *(
            partial(sheets_make, actor=None, person_ids=ids, school=cast.tilleuls)
            for ids in (people, people[::-1], people, people[::-1])
        )
    )
    assert (
        len({tuple(card.words) for sheets in made for card in sheets.cards if "Léa" in card.first_name}) == 1
    )
    kept = set(SignInCode.objects.filter(used_at=None, cancelled_at=None).values_list("hash", flat=True))
    printed = {code_hash(letter.code) for sheets in made for letter in sheets.letters}
    assert (len(kept), len(printed)) == (2, 8)
    assert kept < printed
