"""The purchasing group, as its coordinator, a member, a managing body and an inspector open it."""

from collections.abc import Callable
from datetime import date

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Mandate
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.actions.substitution import member_substitute
from eprimo.steering.consortium.actions.withdrawals import withdrawal_record
from eprimo.steering.consortium.enums import FileState, MemberKind, Succession
from eprimo.steering.consortium.models import Market, Member, Passage
from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, shot
from tests.e2e.visitor import Visitor
from tests.steering.consortium.group import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_members(enter: Callable[..., Visitor]) -> None:
    visitor = enter("coordinator", "/groupement/")
    shot(visitor, "coordinatrice-membres", BOTH, LIGHT_AND_DARK)
    visitor.page.locator("main th a", has_text="Brive").click()
    visitor.page.wait_for_load_state()
    shot(visitor, "coordinatrice-membre", BOTH)
    shot(enter("coordinator", "/groupement/membres/ajouter/"), "coordinatrice-membre-ajouter", (360,))
    shot(enter("coordinator", "/groupement/calendrier/"), "coordinatrice-calendrier", BOTH)
    shot(enter("coordinator", "/groupement/points/"), "coordinatrice-points", BOTH)
    shot(
        enter("coordinator", "/groupement/points/dernier-jour/decider/"), "coordinatrice-point-decider", BOTH
    )
    shot(enter("coordinator", "/groupement/documents/verifier/"), "coordinatrice-verifier", (360,))
    shot(enter("coordinator", "/groupement/prestataires/"), "coordinatrice-prestataires", (360,))


def test_the_meetings(enter: Callable[..., Visitor]) -> None:
    visitor = enter("coordinator", "/groupement/reunions/")
    shot(visitor, "coordinatrice-reunions", BOTH)
    visitor.page.get_by_role("link", name="Lancement du marché").click()
    visitor.page.wait_for_load_state()
    shot(visitor, "coordinatrice-reunion", BOTH)
    visitor.page.get_by_role("link", name="Noter les présences").click()
    visitor.page.wait_for_load_state()
    shot(visitor, "coordinatrice-presences", (360,))
    shot(enter("coordinator", "/groupement/actualites/"), "coordinatrice-actualites", (360,))
    shot(enter("member", "/actualites/"), "elue-actualites", BOTH)
    shot(enter("coordinator", "/groupement/reunions/ajouter/"), "coordinatrice-reunion-ajouter", (360,))
    shot(enter("member", "/groupement/reunions/"), "elue-reunions", (360,))


def test_letters_and_signatures(enter: Callable[..., Visitor]) -> None:
    shot(enter("coordinator", "/groupement/invitations/"), "coordinatrice-invitations", BOTH)
    shot(enter("coordinator", "/groupement/convention/"), "coordinatrice-textes", (360,))
    shot(enter("coordinator", "/groupement/relances/"), "coordinatrice-relances", BOTH)
    shot(enter("signing", "/groupement/signer/"), "coordinatrice-signer", BOTH)
    visitor = enter("member", "/groupement/invitation/")
    shot(visitor, "adulte-lettre-invitation", BOTH)


def test_the_own_file(enter: Callable[..., Visitor]) -> None:
    visitor = enter("member", "/")
    shot(visitor, "elue-accueil-groupement", BOTH)
    # Not the card of what it has to order, which names it too.
    visitor.page.locator("#groupement").locator("xpath=ancestor::section").get_by_role(
        "link", name="Commune de Valmarais"
    ).first.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "elue-dossier", BOTH)
    visitor.page.get_by_role("link", name="Mes documents").click()
    visitor.page.wait_for_load_state()
    shot(visitor, "elue-documents", BOTH)
    visitor.page.go_back()
    visitor.page.get_by_role("link", name="Choisir des écoles").click()
    visitor.page.wait_for_load_state()
    shot(visitor, "elue-ecoles-a-choisir", (360,))
    visitor.page.go_back()
    visitor.page.get_by_role("link", name="Besoins (annexe 2)").click()
    visitor.page.wait_for_load_state()
    shot(visitor, "elue-besoins", BOTH)
    visitor.page.go_back()
    visitor.page.get_by_role("link", name="Ce que cela coûterait").click()
    visitor.page.wait_for_load_state()
    shot(visitor, "elue-simulation", BOTH)
    visitor.page.go_back()
    visitor.page.get_by_role("link", name="Changer la représentation").click()
    visitor.page.wait_for_load_state()
    shot(visitor, "elue-representation", (360,))
    shot(enter("managing_body", "/groupement/"), "prestataire-membres", (360,))


def test_the_prices(enter: Callable[..., Visitor]) -> None:
    visitor = enter("coordinator", "/groupement/prix/")
    shot(visitor, "coordinatrice-prix", BOTH)
    shot(enter("coordinator", "/groupement/prix/ajouter/"), "coordinatrice-prix-ajouter", (360,))


def test_the_market(enter: Callable[..., Visitor]) -> None:
    shot(enter("coordinator", "/groupement/marche/"), "coordinatrice-marche", BOTH, LIGHT_AND_DARK)
    shot(enter("coordinator", "/groupement/marche/missions/publish/"), "coordinatrice-marche-publier", (360,))
    shot(enter("coordinator", "/groupement/marche/envois/"), "coordinatrice-marche-envois", (360,))
    shot(enter("coordinator", "/groupement/marche/commission/"), "coordinatrice-commission", BOTH)
    shot(enter("coordinator", "/groupement/marche/commission/criteres/"), "coordinatrice-criteres", (360,))
    shot(
        enter("coordinator", "/groupement/marche/commission/declaration/"),
        "coordinatrice-declaration",
        (360,),
    )
    shot(enter("coordinator", "/groupement/marche/offres/"), "coordinatrice-offres", BOTH)
    visitor = enter("coordinator", "/groupement/marche/offres/")
    visitor.page.locator("main th a").first.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "coordinatrice-offre", BOTH)
    shot(enter("coordinator", "/groupement/marche/donnees/"), "coordinatrice-donnees-essentielles", BOTH)
    shot(enter("member", "/groupement/marche/"), "elue-marche", (360,))


def test_leaving(enter: Callable[..., Visitor]) -> None:
    """The invented market moved back, so that its two months run now."""
    Market.objects.update(
        joins_until=date(2024, 1, 24), launches_from=date(2024, 1, 26), notification_expected=date(2024, 4, 30),
        starts_on=date(2024, 12, 24),
    )  # fmt: skip
    passages = ("filed", "by_member"), ("signed", "both_signed"), ("in_force", "market_starts")
    for member in Member.objects.filter(name__startswith="Commune"):
        before, number = FileState.DRAFT.value, member.passages.count()
        for state, reason in passages:
            number += 1
            Passage.objects.create(
                member=member, number=number, before=before, state=state, reason=reason, effective_on=date(2026, 11, 20)
            )  # fmt: skip
            before = state
    shot(enter("member", "/"), "elue-accueil-retrait", BOTH)
    visitor = enter("member", "/groupement/")
    visitor.page.get_by_role("link", name="Commune de Valmarais").first.click()
    visitor.page.get_by_role("link", name="Se retirer").click()
    visitor.page.wait_for_load_state()
    shot(visitor, "elue-retrait", BOTH)
    brive = Member.objects.get(name="Commune de Brive-sur-Loirette").public_id
    shot(
        enter("coordinator", f"/groupement/membres/{brive}/substitution/"),
        "coordinatrice-substitution",
        (360,),
    )
    shot(enter("coordinator", f"/groupement/membres/{brive}/exclusion/"), "coordinatrice-exclusion", (360,))
    shot(enter("coordinator", "/groupement/calendrier/fin/"), "coordinatrice-fin-anticipee", (360,))
    address = visitor.page.url.split("/groupement/")[1]
    shot(enter("coordinator", f"/groupement/{address}lettre/"), "coordinatrice-retrait-lettre", (360,))
    coordinator = for_person(
        Mandate.objects.filter(role="coordinator").exclude(level="read").first().person_id
    )
    member = Member.objects.get(name="Commune de Valmarais")
    for posted in (date(2026, 10, 20), date(2026, 11, 3)):
        withdrawal_record(actor=coordinator, member=member, posted_on=posted, received_on=date(2026, 11, 6))
    shot(enter("coordinator", f"/groupement/{address}"), "coordinatrice-retrait", BOTH)
    shot(enter("coordinator", "/groupement/retraits/"), "coordinatrice-retraits", BOTH)
    other = Member.objects.get(public_id=brive)
    member_substitute(
        actor=coordinator, member=other, kind=Succession.MERGER, effective_on=date(2026, 11, 20), act="2026-DRCL-114",
        act_on=date(2026, 10, 3), file=GivenFile("arrêté.pdf", PDF),
        successor=Member(
            kind=MemberKind.COMMUNE, name="Brive-et-Saint-Aubin-en-Loirette", siret="20001234200016", address="",
            department=other.department, commune=other.commune,
        ),
    )  # fmt: skip
    page = Member.objects.get(name="Brive-et-Saint-Aubin-en-Loirette").public_id
    shot(enter("coordinator", f"/groupement/membres/{page}/"), "coordinatrice-commune-nouvelle", BOTH)
