"""A member of the purchasing group in a browser: from the letter that invites it to its invoice, then the two months in
which it may leave."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from eprimo.foundation.directory.models import Entitlement, Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.confined.invoices import parsed, xml_of
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.tasks import life_turn
from eprimo.steering.orders.tasks import invoices_issue, orders_open
from tests.cast import Cast
from tests.e2e.conftest import Visit
from tests.e2e.journey import PASSWORD
from tests.e2e.visitor import PHONE, Visitor
from tests.steering.consortium.group import PDF, Made, group_of, signer
from tests.steering.prices.schedule import awarded

pytestmark = [pytest.mark.browser, pytest.mark.whole, pytest.mark.django_db(transaction=True)]

# Figures in three groups, as the letter prints them.
_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}\b")
NEED = 60


def at(day: str) -> None:
    """10 o'clock of that day, for the pages as well."""
    instant = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC)
    clock.use(lambda: instant)


@pytest.fixture(autouse=True)
def _in_january(_given_clock: None) -> None:
    at("2026-01-12")


@pytest.fixture
def group(cast: Cast) -> Made:
    """The members that the coordinator listed; nobody acts for the OGEC."""
    # The story is longer than the school year of the cast.
    Mandate.objects.update(starts=datetime(2025, 9, 1, tzinfo=UTC), ends=None)
    return group_of(cast, signer(cast))


def test_from_the_invitation_to_the_invoice_then_to_the_withdrawal(
    visit: Visit, cast: Cast, group: Made, work: Callable[[], None]
) -> None:
    ogec = reverse("consortium:member", args=[group["ogec"].public_id])
    code = _invited(visit(cast.coordinator))
    _joins(visit(viewport=PHONE, is_mobile=True, has_touch=True), code)
    member = Member.objects.get(pk=group["ogec"].pk).seats.get().mandate.person
    _files(visit(member), ogec)
    at("2026-01-26")
    _countersigned(visit(cast.coordinator), ogec)
    _awarded(cast)
    at("2026-05-18")
    _orders(visit(member), ogec, visit(cast.academy))
    _acknowledges(visit(cast.contractor))
    at("2026-07-19")
    life_turn()
    orders_open()
    work()
    school = group.schools["sainte_anne"]
    assert Entitlement.objects.in_force(clock.now()).filter(school=school, accounts=NEED).exists()
    at("2026-10-05")
    _invoices(visit(cast.contractor), work)
    _certifies(visit(member))
    at("2028-05-18")
    _asks_to_leave(visit(member), ogec, cast, visit)
    at("2028-07-19")
    life_turn()
    gone = visit(member)
    gone.open(ogec)
    gone.reads("Retiré")


def _invited(coordinator: Visitor) -> str:
    coordinator.open(reverse("consortium:invitations"))
    coordinator.page.get_by_label("OGEC Sainte-Anne").check()
    letter = PdfReader(io.BytesIO(coordinator.prints("Imprimer les lettres"))).pages[0].extract_text()
    found = _CODE.search(letter)
    assert found, letter
    return found[0]


def _joins(invited: Visitor, code: str) -> None:
    """Somebody of the OGEC, on a phone, without any account."""
    invited.open(reverse("consortium_invitation:enter"))
    invited.write("Code de la lettre", code)
    invited.press("Continuer")
    invited.heading("OGEC Sainte-Anne")
    invited.write("Votre prénom", "Pierre")
    invited.write("Votre nom", "Landais")
    invited.write("Mot de passe", PASSWORD, exact=True)
    invited.write("Le même mot de passe, encore une fois", PASSWORD)
    invited.press("Ouvrir le dossier")
    invited.heading("La charte")
    invited.reads("Votre identifiant, à garder")
    invited.press("J’ai lu et j’accepte")
    invited.follow("OGEC Sainte-Anne")
    invited.heading("OGEC Sainte-Anne")


def _files(member: Visitor, ogec: str) -> None:
    """Schools, needs, who signs, the decision of the board, the signature; then the file is given."""
    member.open(ogec)
    member.follow("Choisir des écoles")
    member.press("Prendre")
    member.open(ogec)
    member.follow("Besoins (annexe 2)")
    member.write("École Sainte-Anne", str(NEED))
    member.press("Enregistrer")
    member.open(ogec)
    member.follow("Noter qui signe")
    member.write("Prénom", "Pierre")
    member.write("Nom", "Landais", exact=True)
    member.write("Fonction", "Président de l’OGEC")
    member.press("Noter")
    member.follow("Noter la délibération")
    member.write("Numéro", "12-2025")
    member.write("Assemblée", "Conseil d’administration")
    member.write("Adoptée le", "2025-12-15")
    member.page.get_by_label("La délibération").set_input_files(
        {"name": "décision.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    member.press("Noter")
    member.follow("Noter la signature du membre")
    member.write("Signée le", "2026-01-12")
    member.press("Noter la signature")
    member.press("Déposer le dossier")
    member.reads("la convention signée, en recommandé avec accusé de réception")


def _countersigned(coordinator: Visitor, ogec: str) -> None:
    """The letter was posted on the last day; the rectorat signs."""
    coordinator.open(ogec)
    coordinator.follow("Noter la lettre")
    coordinator.write("Numéro de suivi", "1A 234 567 8901 2")
    coordinator.write("Postée le", "2026-01-24")
    coordinator.press("Noter")
    coordinator.follow("Signer pour le rectorat")
    coordinator.press("Signer pour le rectorat")
    coordinator.reads("Signature du rectorat")


def _awarded(cast: Cast) -> None:
    """What the consultation has its own tests for."""
    at("2026-04-30")
    awarded(cast.actor("coordinator"), Market.objects.get())
    Market.objects.update(published_on=date(2026, 2, 2), notified_on=date(2026, 4, 30))


def _orders(member: Visitor, ogec: str, academy: Visitor) -> None:
    """Never less than the need: what is missing is said with its number, and nothing typed is lost. The president signs
    once the academy has read the act that names him."""
    member.open(ogec)
    member.follow("Commandes")
    member.follow("Commander pour vos écoles")
    member.write("École Sainte-Anne", str(NEED - 12))
    member.press("Proposer à la signature")
    member.reads("12")
    member.reads("7.1")
    member.write("École Sainte-Anne", str(NEED))
    member.press("Proposer à la signature")
    member.reads("Joindre le bon signé")
    assert "Signer et envoyer au titulaire" not in member.page.content()
    member.open(ogec)
    member.follow("C’est moi")
    member.page.get_by_label("L’acte qui nomme le signataire").set_input_files(
        {"name": "élection.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    member.press("Demander à l’académie")
    academy.open("/")
    academy.follow("1 demande de signer")
    academy.press("Confirmer")
    academy.reads("confirmé le")
    member.open(ogec)
    member.follow("Commandes")
    member.follow("Ouvrir ce bon")
    member.press("Signer et envoyer au titulaire")
    member.reads("Envoyé au titulaire")


def _acknowledges(contractor: Visitor) -> None:
    contractor.open(reverse("orders:orders"))
    contractor.follow("BC-")
    contractor.press("Accuser réception")
    contractor.reads("Reçu par le titulaire")


def _invoices(contractor: Visitor, work: Callable[[], None]) -> None:
    """Who sells is who was awarded; then the invoice leaves, and holds what machines read."""
    contractor.open(reverse("orders:seller"))
    for label, words in (
        ("Adresse", "1 rue des Écoles"),
        ("Code postal", "99100"),
        ("Ville", "Valmarais"),
    ):
        contractor.write(label, words)
    contractor.page.locator("main form button").last.click()
    contractor.open(reverse("orders:invoices_due"))
    contractor.press("Émettre la facture")
    contractor.heading("Émission des factures")
    while invoices_issue():
        work()
    contractor.reads("L’émission est terminée")
    contractor.follow("Voir les factures")
    contractor.follow("FAC-")
    contractor.reads("Total TTC")
    with contractor.page.expect_download() as waited:
        contractor.follow("Factur-X (PDF)")
    xml = xml_of(waited.value.path().read_bytes())
    parsed(xml)
    assert b"138.00" in xml  # sixty accounts at 1.80 €, and 30 € of set-up


def _certifies(member: Visitor) -> None:
    member.open(reverse("orders:invoices"))
    member.follow("FAC-")
    member.press("Certifier le service fait")
    member.reads("Service fait certifié")


def _asks_to_leave(member: Visitor, ogec: str, cast: Cast, visit: Any) -> None:
    """On the eve of the two months nothing counts yet; from the first day on it does."""
    member.open(ogec)
    member.follow("Se retirer")
    member.reads("avant que le retrait soit possible")
    keeper = visit(cast.coordinator)
    _letter(keeper, ogec, "2028-05-18")
    keeper.reads("elle est enregistrée sans effet")
    at("2028-05-22")
    member = visit(Member.objects.get(name="OGEC Sainte-Anne").seats.get().mandate.person)
    member.open(ogec)
    member.follow("Se retirer")
    member.press("Préparer le retrait")
    keeper = visit(cast.coordinator)
    _letter(keeper, ogec, "2028-05-19")
    keeper.reads("Le retrait prend effet le 19 juillet 2028")


def _letter(keeper: Visitor, ogec: str, posted: str) -> None:
    keeper.open(ogec)
    keeper.follow("Retrait du membre")
    keeper.follow("Noter une lettre de retrait")
    keeper.write("Postée le", posted)
    keeper.press("Noter")
