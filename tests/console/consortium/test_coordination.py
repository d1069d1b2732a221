"""« À faire » of the coordinator and of the contractor: what of the group is left, and « Relancer » beside it."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.steering.consortium.actions.due_passages import markets_turn
from eprimo.steering.consortium.actions.exits import exclusion_record
from eprimo.steering.consortium.actions.withdrawals import withdrawal_record
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.models import Decision, Market, Member, Reminder, Representation
from eprimo.steering.consortium.reminder_matters import matter_of, matters
from eprimo.steering.consortium.reminders import matter_remind, round_of
from eprimo.steering.consortium.todo import Left, left_for
from eprimo.steering.governance.models import Attendance, Meeting, News
from eprimo.steering.orders.entitlement.coverage import coverage_base_write
from eprimo.steering.orders.enums import Deposit
from eprimo.steering.orders.invoice.actions.invoices import seller_write
from eprimo.steering.orders.invoice.actions.progress import deposit_record
from eprimo.steering.orders.models import Takeaway
from eprimo.steering.tender.models import Consultation, Delivery
from tests import factories as make
from tests.console.consortium.test_todo import PARIS, at, buying, joining, words
from tests.steering.consortium.group import PDF, GivenFile, Made, siren, siret
from tests.steering.orders.billed import SELLER, account, bill
from tests.steering.orders.ordering import bind, in_force, sent

__all__ = ["buying", "joining"]

pytestmark = pytest.mark.django_db


def left(made: Made, who: str = "coordinator") -> Left:
    return left_for(made.cast.actor(who))


def titles(found: Left) -> list[str]:
    return [words(one.title) for one in found.every]


def remind(made: Made, key: str) -> int:
    matter = matter_of(key)
    assert matter is not None
    return matter_remind(actor=made.cast.actor("coordinator"), market=made.market, matter=matter)


def test_in_the_days_to_join_files_are_counted_by_what_is_left_of_them(joining: Made, sign_in: Any) -> None:
    with at("2026-01-13"):
        by = sign_in(joining.cast.coordinator)
        assert titles(left(joining)) == [
            "4 dossiers à faire déposer", "Décider de 10 points à arbitrer", "Écrire une actualité",
            "Écrire le nombre d’élèves du premier degré public",
        ]  # fmt: skip
        page = words(by.get(reverse("consortium:todo")).text)
        assert "Avant la fin du 24 janvier 2026 (convention, article 2)" in page
        assert "Relancer , 4 dossiers à faire déposer" in page
        assert "Il vous reste 11 jours, et 4 choses à faire" in page
        assert "4 dossiers à faire déposer" in words(by.get(reverse("home:home")).text)
        # Who only reads is offered nothing to send.
        Mandate.objects.filter(person=joining.cast.coordinator).update(level="read")
        assert "Relancer" not in words(by.get(reverse("consortium:todo")).text)
    with at("2026-01-25"):
        assert [one.title for one in left(joining).late] == [left(joining).every[0].title]
        Market.objects.update(published_on=date(2026, 1, 26))
    with at("2026-01-27"):
        assert "4 dossiers à faire déposer" not in titles(left(joining))


def test_who_is_reminded_reads_it_beside_what_is_left_and_so_does_who_reminded(
    joining: Made, sign_in: Any
) -> None:
    with at("2026-01-13"):
        assert remind(joining, "filing") == 1
        mine = {one.reminded_on for one in left(joining, "member_rep").every}
        assert mine == {date(2026, 1, 13)}
        assert left(joining).every[0].reminded_on == date(2026, 1, 13)
    with at("2026-01-14"):
        page = words(sign_in(joining.cast.member_rep).get(reverse("consortium:todo")).text)
        assert re.search(r"Relancé le (\w+ )?13 janvier", page)
        # Of nothing else: the same member once more, of another matter, on another day.
        assert remind(joining, "letter") == 1


def test_orders_that_are_missing_are_counted_and_each_list_is_that_of_who_is_reminded(buying: Made) -> None:
    """On 24 November 2026: neither Valmarais nor Brive ordered, and both are in default."""
    found = left(buying)
    (one,) = (one for one in found.late if one.matter == "order")
    assert words(one.title) == "Bons de commande : 2 membres n’ont rien envoyé"
    assert (one.due, one.url) == (date(2026, 8, 17), f"{reverse('orders:orders')}?etat=default")
    order = matter_of("order")
    assert order is not None
    reached = round_of(buying.market, order)
    assert {one.name for one in reached.to + reached.silent} == {
        buying["valmarais"].name,
        buying["brive"].name,
    }
    in_force(buying, {"tilleuls": 140})
    assert "Bons de commande : 1 membre n’a rien envoyé" in titles(left(buying))
    buying["valmarais"].needs.filter(school=buying.cast.tilleuls, ends=None).update(accounts=112)
    (one,) = (one for one in left(buying).due if one.matter == "complement")
    assert one.due == date(2028, 7, 18)
    Mandate.objects.update(ends=None)
    with at("2028-05-19"):
        (one,) = (one for one in left(buying).due if one.matter == "second")
        assert words(one.title) == "Deuxième période : 2 membres n’ont rien commandé"
    with at("2030-07-19"):
        # What was begun is still invoiced.
        assert {one.matter for one in left(buying).every if one.matter} == {"issue", "takeaway"}


def test_at_the_end_each_member_takes_its_archive_away_and_then_its_certificate(
    buying: Made, sign_in: Any
) -> None:
    """Three months before 19 July 2030; of a member that withdrew, before 19 July 2028."""
    cast, valmarais = buying.cast, buying["valmarais"]
    in_force(buying, {"tilleuls": 140})
    Mandate.objects.update(ends=None)

    def take(route: str = "orders:take_away") -> int:
        client = sign_in(cast.member_rep)
        return int(client.post(reverse(route, args=[valmarais.public_id])).status_code)

    def asked(who: str) -> list[tuple[str, date | None]]:
        titles = ("mport", "prend fin", "certificat")
        return [
            (words(one.title), one.due)
            for one in left(buying, who).every
            if any(it in one.title for it in titles)
        ]

    archive, end = "Emporter ce que le groupement garde de vous", date(2030, 7, 18)
    with at("2030-04-17"):
        assert asked("member_rep") == asked("coordinator") == asked("contractor") == []
        assert take() == 200
    with at("2030-04-19"):
        # What was taken before may lack the last orders and invoices; one that is taken now does not.
        assert asked("member_rep") == [(archive, end)]
        assert asked("coordinator") == [
            ("Fin : 1 membre n’a rien emporté", end), ("Le marché prend fin", date(2030, 7, 19)),
        ]  # fmt: skip
        assert asked("contractor") == [("Le marché prend fin", date(2030, 7, 19))]
        home = words(sign_in(cast.people["contractor"]).get(reverse("home:home")).text)
        assert re.search(
            r"Ce qui est livré jusque-là se facture encore ensuite. Le vendredi 19 juillet", home
        ), home
        takeaway = matter_of("takeaway")
        assert takeaway is not None
        assert [one.name for one in round_of(buying.market, takeaway).to] == [valmarais.name]
        assert take() == 200
        assert (asked("member_rep"), round_of(buying.market, takeaway).to) == ([], [])
        assert words(left(buying, "member_rep").done[0].words) == "Emportée le 19 avril 2030."
        assert asked("coordinator") == [("Le marché prend fin", date(2030, 7, 19))]
    with at("2030-07-20"):
        assert asked("member_rep") == [("Prendre le certificat de fermeture", None)]
        assert (asked("coordinator"), asked("contractor")) == ([], [])
        assert take("orders:certificate") == 200
        assert asked("member_rep") == []
    Takeaway.objects.all().delete()
    with at("2028-06-01"):
        assert asked("member_rep") == []
        withdrawal_record(actor=cast.actor("coordinator"), member=valmarais, posted_on=date(2028, 6, 1))
        assert asked("member_rep") == [(archive, date(2028, 7, 18))]
        assert asked("coordinator") == [("Fin : 1 membre n’a rien emporté", date(2028, 7, 18))]


def test_invoices_wait_for_the_contractor_then_for_the_member(
    buying: Made, sign_in: Any, mailoutbox: list[Any]
) -> None:
    cast, by = buying.cast, buying.cast.actor("contractor")
    seller_write(actor=by, market=buying.market, said=SELLER)
    account(buying.market)
    order = sent(buying, {"tilleuls": 140})
    assert titles(left(buying, "contractor")) == ["Accuser réception de 1 bon de commande"]
    assert "Titulaire : 1 bon de commande" in titles(left(buying))
    type(order).objects.update(state="known", acknowledged_at=clock.now())
    assert titles(left(buying, "contractor")) == ["Émettre 1 facture"]
    # Nobody of the contractor confirmed an address: the page says so, and nothing leaves.
    assert remind(buying, "issue") == 0
    Account.objects.filter(person=cast.people["contractor"]).update(
        recovery_email="ventes@titulaire.exemple", recovery_email_confirmed_at=clock.now()
    )
    assert remind(buying, "issue") == 1
    assert remind(buying, "acknowledge") == 0
    run_due()
    assert [one.to for one in mailoutbox] == [["ventes@titulaire.exemple"]]
    assert "ne sont pas encore facturées" in mailoutbox[0].body
    (one,) = left(buying, "contractor").every
    assert one.reminded_on == clock.today("Europe/Paris")
    assert "Relancé le" in words(sign_in(cast.people["contractor"]).get(reverse("consortium:todo")).text)
    invoice = bill(buying, order)
    assert titles(left(buying, "contractor")) == ["Déposer 1 facture"]
    deposit_record(actor=by, invoice=invoice, state=Deposit.REJECTED, on=clock.today("Europe/Paris"))
    assert titles(left(buying, "contractor")) == ["Reprendre 1 facture rejetée ou suspendue"]
    deposit_record(actor=by, invoice=invoice, state=Deposit.AVAILABLE, on=clock.today("Europe/Paris"))
    assert titles(left(buying, "contractor")) == []
    with at("2026-12-25"):
        for who in ("contractor", "coordinator"):
            (one,) = (one for one in left(buying, who).late if one.matter == "invoices")
            assert one.due == date(2026, 12, 24), who
            page = words(sign_in(cast.people[who]).get(one.url).text)
            assert invoice.reference in page
            assert ("Relancer" in page) == (who == "coordinator")
        assert remind(buying, "invoices") == 1
        (one,) = (one for one in left(buying, "member_rep").every if one.matter == "invoices")
        assert one.reminded_on == date(2026, 12, 25)


def test_points_meetings_news_and_figures_of_the_coordinator(buying: Made) -> None:
    by, market = buying.cast.actor("coordinator"), buying.market
    # The next day is in a year and a half: nobody counts.
    assert not left(buying).is_soon
    found = {words(one.title): one for one in left(buying).every}
    assert found["Réunir le comité de pilotage au lancement"].due == date(2026, 7, 18)
    assert found["Prévoir l’évaluation"].due == date(2028, 5, 18)
    assert found["Noter le taux de la Banque centrale européenne"].due is None
    Decision.objects.create(
        market=market, gap=3, decided_on=date(2026, 3, 1), decided_by="COPIL", before={}, after={}
    )
    coverage_base_write(
        actor=by, market=market, public_pupils=190_000, counted_on=date(2026, 9, 20), source="RERS"
    )
    for stage in ("start", "evaluation"):
        starts = datetime(2026, 11, 10, 14, tzinfo=PARIS)
        Meeting.objects.create(
            market=market, stage=stage, subject=stage, place="Nantes",
            starts_at=starts, ends_at=starts.replace(hour=16),
            agenda="…", convened_at=starts.replace(day=1),
        )  # fmt: skip
    News.objects.create(
        market=market, title="…", text="…", published_at=datetime(2026, 9, 24, 9, tzinfo=PARIS)
    )
    found = {words(one.title): one for one in left(buying).every}
    assert "Décider de 9 points à arbitrer" in found
    assert "Écrire le nombre d’élèves du premier degré public" not in found
    assert "Écrire une actualité" not in found
    assert found["Publier un compte rendu : start"].due is None
    assert found["Publier un compte rendu : evaluation"].due == date(2028, 5, 18)
    with at("2026-11-25"):
        (one,) = (one for one in left(buying).late if one.title == "Écrire une actualité")
        assert one.due == date(2026, 11, 24)
        coming = Meeting.objects.get(stage="start")
        starts = datetime(2026, 12, 8, 14, tzinfo=PARIS)
        Meeting.objects.filter(pk=coming.pk).update(starts_at=starts, ends_at=starts.replace(hour=16))
        Attendance.objects.create(meeting=coming, member=buying["valmarais"])
        (one,) = (one for one in left(buying).due if one.matter == "answers")
        assert (words(one.title), one.due) == ("Réunions : 1 réponse manque", date(2026, 12, 8))
        assert remind(buying, "answers") == 1
        (one,) = (one for one in left(buying, "member_rep").due if one.matter == "answers")
        assert (one.happens, one.reminded_on) == (True, date(2026, 11, 25))
        # An answer to another day answers no more.
        Attendance.objects.update(answer="present", answered_at=clock.now(), answered_for=starts)
        assert not [one for one in left(buying).due if one.matter == "answers"]
        Meeting.objects.filter(pk=coming.pk).update(starts_at=starts.replace(hour=15))
        assert [one for one in left(buying).due if one.matter == "answers"]


def test_documents_that_nobody_opened_are_told_and_reminded_of(buying: Made, sign_in: Any) -> None:
    consultation = Consultation.objects.create(market=buying.market)
    Delivery.objects.create(consultation=consultation, member=buying["valmarais"])
    found = titles(left(buying))
    assert "Documents du marché : à faire ouvrir" in found
    assert "Envoyer les documents d’exécution à 3 membres" in found
    page = words(
        sign_in(buying.cast.coordinator).get(reverse("consortium:remind"), {"quoi": "documents"}).text
    )
    assert "1 membre à relancer" in page
    assert "mairie@valmarais.exemple" in page


def test_each_way_opens_for_who_coordinates_and_for_the_contractor(buying: Made, sign_in: Any) -> None:
    by = buying.cast.actor("contractor")
    seller_write(actor=by, market=buying.market, said=SELLER)
    account(buying.market)
    bill(buying, in_force(buying, {"tilleuls": 140}))
    for who in ("coordinator", "contractor"):
        client = sign_in(buying.cast.people[who])
        for one in left(buying, who).every:
            assert client.get(one.url).status_code == 200, (who, one)
    client = sign_in(buying.cast.coordinator)
    for matter in matters():
        assert client.get(reverse("consortium:remind"), {"quoi": matter.key}).status_code == 200, matter.key


def test_two_rounds_of_one_day_are_one_whoever_they_are_to(buying: Made) -> None:
    assert remind(buying, "order") == 1
    assert (remind(buying, "order"), remind(buying, "invoices"), remind(buying, "filing")) == (0, 0, 0)
    assert Reminder.objects.count() == 1


def _peopled(made: Made, first: int, last: int) -> None:
    """So many members more, bound, who ordered nothing and opened nothing."""
    department, consultation = make.department(), Consultation.objects.get_or_create(market=made.market)[0]
    members = Member.objects.bulk_create(
        Member(
            market=made.market, kind=MemberKind.SYNDICAT, name=f"Syndicat {number}", department=department,
            siret=siret(siren(f"3010{number:04}")),
        )
        for number in range(first, last)
    )  # fmt: skip
    Representation.objects.bulk_create(Representation(member=one, starts=clock.now()) for one in members)
    bind(*members)
    Delivery.objects.bulk_create(Delivery(consultation=consultation, member=one) for one in members)


def _counted() -> None:
    """The server looks at its tables, as it does beside those who write: a statement that was prepared for three
    members would be read for hours of fifteen hundred."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ANALYZE")
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")


def test_fifteen_hundred_members_are_told_of_in_four_statements_at_most(buying: Made, sign_in: Any) -> None:
    counts = []
    client = sign_in(buying.cast.coordinator)
    client.get(reverse("consortium:todo"))
    for first, last in ((0, 3), (3, 1_500)):
        _peopled(buying, first, last)
        _counted()
        with CaptureQueriesContext(connection) as told:
            found = left(buying)
        assert len(told) <= 4
        (one,) = (one for one in found.every if one.matter == "documents")
        assert f"{last}\N{NO-BREAK SPACE}membres n’ont pas ouvert" in one.words
        for route in ("consortium:todo", "home:home"):
            with CaptureQueriesContext(connection) as told:
                assert client.get(reverse(route)).status_code == 200
            counts.append(len(told))
    assert counts[:2] == counts[2:]
    assert counts[0] <= 4


def test_r035_who_is_excluded_is_asked_for_what_it_owes_and_for_nothing_more(
    buying: Made, sign_in: Any
) -> None:
    by = buying.cast.actor("contractor")
    seller_write(actor=by, market=buying.market, said=SELLER)
    account(buying.market)
    invoice = bill(buying, in_force(buying, {"tilleuls": 140}))
    buying["valmarais"].needs.filter(school=buying.cast.tilleuls, ends=None).update(accounts=112)
    # The market runs: its members are in force.
    markets_turn()
    exclusion_record(
        actor=buying.cast.actor("coordinator"), member=buying["valmarais"], court="TA de Nantes", case_number="2601234",
        decided_on=date(2026, 11, 20), effect_on=date(2026, 12, 1), file=GivenFile("jugement.pdf", PDF),
    )  # fmt: skip
    with at("2026-12-01"):
        markets_turn()
        # And what is its own to take away.
        archive, due = (
            "Emporter ce que le groupement garde de vous",
            f"Vérifier la facture {invoice.reference}",
        )
        assert titles(left(buying, "member_rep")) == [archive, due]
        assert not [one for one in left(buying).every if one.matter == "complement"]
        page = words(sign_in(buying.cast.member_rep).get(reverse("home:home")).text)
        assert "exclu" in page
    with at("2026-12-25"):
        assert "invoices" in {one.matter for one in left(buying).late}
        assert remind(buying, "invoices") == 1
