"""The report, the letters, who is retained, and what follows the notification."""

import io
from datetime import timedelta
from decimal import Decimal

import docx
import pypdf
import pytest

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.steering.consortium.models import Market
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.tender.actions.offers import low_price_ask, offer_price, offer_set_irregular
from eprimo.steering.tender.actions.report import analysis_reopen
from eprimo.steering.tender.enums import DocumentKind, TaskKind
from eprimo.steering.tender.errors import Frozen, NotYet
from eprimo.steering.tender.models import Consultation, Document, Offer, OfferPrice, Task
from tests.conftest import NOW
from tests.steering.consortium.group import Made
from tests.steering.tender.market import UNTIL, bids, deposited, do, done, mark

pytestmark = pytest.mark.django_db


def words_of(document: Document) -> str:
    pages = pypdf.PdfReader(io.BytesIO(bytes(document.content))).pages
    return " ".join(
        " ".join(page.extract_text() for page in pages).replace("\N{NO-BREAK SPACE}", " ").split()
    )


def test_r041_the_report_tells_the_register_the_ranking_and_every_reason(group: Made, by: Actor) -> None:
    Market.objects.update(commission="Cinq membres désignés par le comité de pilotage.")
    first, other, out = bids(group, by, "2", "3", "2.50")
    deposited(group, by, "En retard", "99900058", deposited_at=UNTIL + timedelta(hours=1))
    offer_set_irregular(actor=by, offer=out, reason="Sans acte d’engagement")
    do(group, by, TaskKind.REPORT)
    report = Document.objects.get(kind=DocumentKind.REPORT)
    text = words_of(report)
    # Exactly the name of the group (R001).
    assert (
        "Environnement Numérique de Travail des écoles de l’Académie de Nantes, ENT 1er degré e-primo" in text
    )
    for said in (
        "Cinq membres désignés par le comité de pilotage.",
        "hors délai, jamais ouverte", "1 Candidat 1 964,00 € 40,00 45,00 85,00", "2 Candidat 2 1 446,00 € 26,67",
        "Sans acte d’engagement", "Parce que.", "L’offre la mieux classée est celle de Candidat 1",
    ):  # fmt: skip
        assert said in text, said
    assert b"pdfaid" in bytes(report.content)
    editable = docx.Document(io.BytesIO(bytes(Document.objects.get(kind=DocumentKind.REPORT_TEXT).content)))
    assert "Rapport d’analyse des offres" in [one.text for one in editable.paragraphs]
    letters = {one.name: words_of(one) for one in Document.objects.filter(kind=DocumentKind.LETTER)}
    assert len(letters) == 4
    won, lost, irregular, late = (letters[name] for name in sorted(letters))
    assert "Elle est retenue" in won
    assert "Est retenue celle de Candidat 1" in lost
    assert "Parce que." in lost
    assert "irrégulière" in irregular
    assert "après la date limite" in late
    assert Consultation.objects.get().retained == first
    assert other.bidder == "Candidat 2"


def test_r041_no_report_while_a_mark_or_the_answer_of_a_low_bidder_lacks_nor_in_a_perfect_tie(
    group: Made, by: Actor
) -> None:
    low, other, _ = bids(group, by, "1", "2", "2")
    with pytest.raises(NotYet) as refused:
        do(group, by, TaskKind.REPORT)
    assert "anormalement bas" in refused.value.sentence
    day = NOW.date()
    low_price_ask(actor=by, offer=low, asked="Comment ?", asked_on=day, answer="Ainsi.", answered_on=day)
    kept = list(other.marks.all())
    other.marks.all().delete()
    with pytest.raises(NotYet) as refused:
        do(group, by, TaskKind.REPORT)
    assert "il manque une note" in refused.value.sentence
    assert not Document.objects.filter(kind=DocumentKind.REPORT).exists()
    mark(group, by, other, kept[0].value)
    mark(group, by, low, 0)
    with pytest.raises(NotYet) as refused:
        do(group, by, TaskKind.REPORT)
    assert "égalité" in refused.value.sentence
    mark(group, by, low, 3)
    do(group, by, TaskKind.REPORT)
    assert "Ainsi." in words_of(Document.objects.get(kind=DocumentKind.REPORT))


def test_once_written_prices_and_marks_stand_until_the_analysis_is_taken_back_before_the_signature(
    group: Made, by: Actor
) -> None:
    first, last = bids(group, by, "2", "3")
    do(group, by, TaskKind.REPORT)
    with pytest.raises(Frozen):
        mark(group, by, last, 4)
    with pytest.raises(Frozen):
        offer_price(actor=by, offer=last, prices={"C1": Decimal(1), "M1": Decimal(1), "O1": Decimal(1)})
    with pytest.raises(Forbidden):
        analysis_reopen(actor=group.cast.actor("member_rep"), market=group.market)
    analysis_reopen(actor=by, market=group.market)
    assert Consultation.objects.get().retained is None
    mark(group, by, first, 0)
    mark(group, by, last, 4)
    do(group, by, TaskKind.REPORT)
    assert Consultation.objects.get().retained == last
    assert Document.objects.filter(kind=DocumentKind.REPORT).count() == 2
    do(group, by, TaskKind.SIGN)
    with pytest.raises(Frozen):
        analysis_reopen(actor=by, market=group.market)


def test_r041_the_prices_of_who_is_retained_become_the_contract_s_on_the_notification(
    group: Made, by: Actor
) -> None:
    done(group, by, until=TaskKind.SIGN)
    assert not PriceLine.objects.exclude(contract_ht=None).exists()
    do(group, by, TaskKind.NOTIFY)
    retained = Offer.objects.get(bidder="Candidat 1")
    offered = dict(OfferPrice.objects.filter(offer=retained).values_list("line__code", "ht"))
    assert dict(PriceLine.objects.values_list("code", "contract_ht")) == offered
    do(group, by, TaskKind.NOTIFY, file=None)
    assert Task.objects.filter(kind=TaskKind.NOTIFY).count() == 2
