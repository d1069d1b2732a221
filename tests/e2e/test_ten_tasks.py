"""Ten things that the clerk of a commune does for the group, each in four clicks at most from the home, on a phone and
on a desk; twelve schools, and names as long as they come."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from eprimo.foundation.directory.models import Mandate, School
from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.models import Member
from eprimo.steering.orders.invoice.actions.invoices import seller_write
from eprimo.steering.orders.models import Invoice, Order
from eprimo.steering.orders.order.actions.dispatch import order_acknowledge
from tests import factories as make
from tests.cast import Cast
from tests.e2e.accessible import faults_of
from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE, Visitor
from tests.steering.consortium.group import PDF, Made, group_of, signer
from tests.steering.orders.billed import SELLER, account, bill
from tests.steering.orders.ordering import bind, notified, signing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLICKS = 4
NAME = "Saint-Germain-sur-Loirette-et-Valmarais-les-Deux-Églises"
_FILE = {"name": "délibération.pdf", "mimeType": "application/pdf", "buffer": PDF}


def at(day: str) -> None:
    """10 o'clock of that day, for the pages as well."""
    instant = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC)
    clock.use(lambda: instant)


@pytest.fixture
def group(cast: Cast, _given_clock: None) -> Made:
    """In the last days to join; the commune has twelve schools with Les Tilleuls and Jules-Verne."""
    at("2026-01-12")
    Mandate.objects.update(starts=datetime(2025, 9, 1, tzinfo=UTC), ends=None)
    made = group_of(cast, signer(cast))
    Member.objects.filter(pk=made["valmarais"].pk).update(name=f"Commune de {NAME}")
    for number in range(9):
        name = f"École primaire publique intercommunale Jacqueline-Auriol-et-des-Quatre-Chemins {number + 1}"
        make.school(f"044050{number}{'ABCDEFGHJ'[number]}", name)
    return made


@contextmanager
def task(visitor: Visitor, name: str) -> Iterator[None]:
    """From the home, counted; what it ends on is looked at."""
    visitor.open("/")
    visitor.taps = 0
    yield
    assert visitor.taps <= CLICKS, (name, visitor.taps)
    assert faults_of(visitor, ()) == [], name


@pytest.mark.parametrize(
    "size", [pytest.param(DESK, marks=pytest.mark.whole, id="1280"), pytest.param(PHONE, id="360")]
)
def test_ten_tasks_of_a_clerk_in_four_clicks(visit: Visit, cast: Cast, group: Made, size: Any) -> None:
    clerk = visit(cast.member_rep, viewport=size)
    clerk.open("/groupement/a-faire/")
    assert faults_of(clerk) == []
    _joins(clerk, group)
    # A session does not last from January to May.
    at("2026-05-18")
    _buys(visit(cast.member_rep, viewport=size), group)
    at("2026-10-05")
    _is_billed(visit(cast.member_rep, viewport=size), group)


def _joins(clerk: Visitor, group: Made) -> None:
    """What a file must hold, in the order of the page."""
    with task(clerk, "1 choose a school"):
        clerk.follow("Choisir les écoles")
        clerk.press("Prendre École Les Tilleuls")
        clerk.reads("École Jules-Verne")
    _twelve(group)
    with task(clerk, "2 say how many accounts"):
        clerk.follow("Dire combien de comptes il faut")
        clerk.write("École Les Tilleuls", "100")
        clerk.press("Enregistrer")
    with task(clerk, "3 who signs"):
        clerk.follow("Dire qui signe")
        clerk.write("Prénom", "Solange")
        clerk.write("Nom", "Thébaud", exact=True)
        clerk.write("Fonction", "Maire")
        clerk.press("Noter")
    with task(clerk, "4 the deliberation"):
        clerk.follow("Faire délibérer")
        clerk.write("Numéro", "2025-87")
        clerk.write("Assemblée", "Conseil municipal")
        clerk.write("Adoptée le", "2025-12-15")
        clerk.write("Reçue par le contrôle de légalité le", "2025-12-19")
        clerk.page.get_by_label("La délibération").set_input_files(_FILE)  # type: ignore[arg-type]
        clerk.press("Noter")
    with task(clerk, "5 print the convention"):
        clerk.follow("Tout voir")
        clerk.follow("Imprimer la convention")
        assert clerk.prints("PDF Convention").startswith(b"%PDF-")
    with task(clerk, "6 note that it was signed"):
        clerk.follow("Faire signer la convention")
        clerk.write("Signée le", "2026-01-12")
        clerk.press("Noter la signature")
    with task(clerk, "7 give the file"):
        clerk.follow("Tout voir")
        clerk.follow("Ouvrir le dossier")
        clerk.press("Déposer le dossier")
        clerk.reads("Déposé")
    clerk.open("/groupement/a-faire/")
    clerk.reads("C’est fait")


def _twelve(group: Made) -> None:
    """The others, as the first was taken; all but that one are said."""
    by, member = group.cast.actor("member_rep"), Member.objects.get(pk=group["valmarais"].pk)
    others = School.objects.filter(sector="public", commune=group.cast.tilleuls.commune)
    for school in others.exclude(pk=group.cast.tilleuls.pk).order_by("uai")[:11]:
        school_claim(actor=by, member=member, school=school)
    taken = list(member.claims.in_force().exclude(school=group.cast.tilleuls))
    needs_write(actor=by, member=member, accounts={one.school_id: 90 for one in taken})


def _buys(clerk: Visitor, group: Made) -> None:
    notified(group, group.cast.actor("coordinator"))
    bind(group["valmarais"])
    signing(group.cast, group["valmarais"])
    with task(clerk, "8 order"):
        clerk.follow("Commander pour vos écoles")
        clerk.press("Proposer à la signature")
    with task(clerk, "9 sign, and send"):
        clerk.follow("Faire signer le bon de commande")
        clerk.press("Signer et envoyer au titulaire")
        clerk.reads("Envoyé au titulaire")


def _is_billed(clerk: Visitor, group: Made) -> None:
    contractor = group.cast.actor("contractor")
    order = order_acknowledge(actor=contractor, order=Order.objects.get())
    seller_write(actor=group.cast.actor("contractor"), market=group.market, said=SELLER)
    account(group.market)
    bill(group, order)
    with task(clerk, "10 certify"):
        clerk.follow("Vérifier la facture")
        clerk.press("Certifier le service fait")
        clerk.reads("Service fait certifié")
    with task(clerk, "11 find it again, certified"):
        clerk.follow("Groupement")
        clerk.follow("Factures")
        clerk.follow(Invoice.objects.get().reference)
        with clerk.page.expect_download():
            clerk.taps += 1
            clerk.link("Factur-X (PDF)").click()
