"""The story of the group that the demo tells: played whole, and looked at where the demo stops."""

import io
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pypdf import PdfReader

from eprimo.devtools.demo.academy.cast import make_cast
from eprimo.devtools.demo.academy.load import SEED, _invented
from eprimo.devtools.demo.academy.people import load_people
from eprimo.devtools.demo.academy.territory import PLACES, make_territory
from eprimo.devtools.demo.scenes import SCENES
from eprimo.devtools.demo.story import play
from eprimo.devtools.demo.story.crowd import SCHOOLS_FILE, read_places, steps
from eprimo.devtools.demo.story.stage import Stage
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.directory.uai import letter_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.confined.invoices import parsed, xml_of
from eprimo.steering.consortium.dossier import facts_of
from eprimo.steering.consortium.enums import FileState, MemberKind
from eprimo.steering.consortium.models import Member, Need, Piece
from eprimo.steering.consortium.states import states_of
from eprimo.steering.consortium.todo import left_for
from eprimo.steering.orders.enums import OrderState
from eprimo.steering.orders.models import InvoiceFile, Order, OrderDocument, Seller
from eprimo.steering.orders.order.ceiling import gauge_of
from eprimo.steering.prices.models import PriceSchedule
from eprimo.steering.tender.enums import DCE
from eprimo.steering.tender.models import Consultation, Document

S = FileState
# Saint-Aubin posted its letter two days late: its file is complete, and is never signed.
STANDS = {
    "2026-01": {
        "valmarais": S.INCOMPLETE, "brive": S.COMPLETE, "ogec": S.DRAFT, "epci": S.DRAFT, "saint-aubin": S.DRAFT,
    },
    "2026-09": {
        "valmarais": S.IN_FORCE, "brive": S.IN_FORCE, "ogec": S.IN_FORCE, "epci": S.IN_FORCE, "saint-aubin": S.COMPLETE,
    },
    # The letter of Brive came too early to count.
    "2028-05": {
        "valmarais": S.IN_FORCE, "brive": S.IN_FORCE, "ogec": S.IN_FORCE, "epci": S.IN_FORCE, "saint-aubin": S.COMPLETE,
    },
    "2030-07": {
        "valmarais": S.RENEWED, "brive": S.RENEWED, "ogec": S.RENEWED, "epci": S.WITHDRAWN, "saint-aubin": S.COMPLETE,
    },
}  # fmt: skip

# The community of communes orders at the end of September, and leaves before the second period.
ORDERS = {"2026-01": 0, "2026-09": 3, "2028-05": 4, "2030-07": 7}


@pytest.fixture
def stage(db: None, tmp_path: Path, settings: Any) -> Stage:
    """The invented academy before its group begins: a dozen schools, three of them with a few people."""
    settings.VAR = tmp_path
    return _set(2025)


def _set(year: int) -> Stage:
    """The academy of a demo that is shown in that school year."""
    since = datetime(year, 9, 1, 6, tzinfo=UTC)
    with clock.frozen(datetime(year, 11, 1, 9, tzinfo=UTC)):
        territory = make_territory(year, since, PLACES)
        loaded = {
            place.key: load_people(
                territory.schools[place.key], _invented(place, number, 10, year), since, Random(SEED + number)
            )
            for number, place in enumerate(PLACES[:3])
        }
        cast = make_cast(territory, loaded)
    # The story goes on after the mandates that a demo of that year shows.
    Mandate.objects.filter(person__in=cast.people.values()).update(ends=datetime(2031, 1, 1, tzinfo=UTC))
    return Stage(territory, cast)


def test_the_story_plays_in_a_demo_whose_year_began_after_it(db: None, tmp_path: Path, settings: Any) -> None:
    """Who acts for the group was there when it began, whatever school year the demo shows."""
    settings.VAR = tmp_path
    play(_set(2026), datetime(2026, 11, 30, 4, tzinfo=UTC))
    assert Order.objects.filter(state=OrderState.ACKNOWLEDGED).count() == ORDERS["2026-09"] + 1


def test_the_story_plays_from_the_first_day_to_the_last(stage: Stage) -> None:
    """At each date of the demo the members stand where the convention puts them then."""
    before = None
    for key, states in STANDS.items():
        at = SCENES[key].at
        assert at is not None
        play(stage, at, before)
        before = at
        with clock.frozen(at):
            found = states_of(Member.objects.exclude(pk=stage.members["academy"].pk))
        names = {stage.members[name].pk: name for name in stage.members}
        assert {names[pk]: state for pk, state in found.items()} == states, key
        assert Order.objects.filter(state=OrderState.ACKNOWLEDGED).count() == ORDERS[key], key
        if at.year > 2026:
            _is_led(stage, at)
    _invoices_keep_the_standard()
    _one_contractor_and_a_maximum_near_its_end(stage)
    _every_paper_is_readable()


def _is_led(stage: Stage, at: datetime) -> None:
    """Two years and four years on, nobody left what is asked for each year."""
    with clock.frozen(at):
        for face in ("coordinator", "contractor", "member", "ogec", "managing_body"):
            assert [one.title for one in left_for(stage.by(face)).late] == [], face
        left = {one.matter for one in left_for(stage.by("coordinator")).due}
        assert left & {"documents", "invoices", "deposit", "troubles"} == set()


def _one_contractor_and_a_maximum_near_its_end(stage: Stage) -> None:
    """Who was retained is who sells, on every page; the orders of four years come to the warning, and no further."""
    said = {(one.name, one.siret) for one in Seller.objects.all()}
    schedule = PriceSchedule.objects.get()
    assert said == {(schedule.contractor, schedule.contractor_siret)}
    assert said == {
        (one.retained.bidder, one.retained.siret) for one in Consultation.objects.select_related("retained")
    }
    gauge = gauge_of(stage.market)
    assert gauge is not None
    assert 80 <= gauge.percent <= 85


def _every_paper_is_readable() -> None:
    """What one opens is a page with words, and says that it is invented."""
    files = [bytes(one.content) for one in Piece.objects.all()]
    files += [bytes(one.scan) for one in OrderDocument.objects.exclude(scan=b"")]
    files += [bytes(one.content) for one in Document.objects.filter(kind__in=DCE)]
    assert len(files) > 12
    for one in set(files):
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(one)).pages)
        assert len(words) > 300
        assert "inventé pour la démonstration" in " ".join(words.split())


def _invoices_keep_the_standard() -> None:
    """Every Factur-X of the demo passes XSD and Schematron; a year of the market each, in both periods."""
    files = list(InvoiceFile.objects.select_related("invoice__member"))
    assert {one.invoice.year for one in files} == {0, 1, 2, 3}
    for one in files:
        parsed(xml_of(bytes(one.pdf)))
        assert one.invoice.buyer_siret == one.invoice.member.siret


def test_the_crowd_joins_over_the_places_of_a_file(stage: Stage, tmp_path: Path) -> None:
    """Two communes and a private school, numbered as no school is."""
    lines = ["uai;nom;niveau;secteur;code_insee;siren_commune;nb_eleves"]
    for number, (insee, sector, pupils) in enumerate(
        (
            ("44001", "Public", "120"),
            ("44001", "Public", ""),
            ("49007", "Public", "80"),
            ("49007", "Privé", "60"),
        )
    ):
        digits = f"{insee[:2].zfill(3)}990{number}"
        lines.append(f"{digits}{letter_of(digits)};École {number};primaire;{sector};{insee};;{pupils}")
    (tmp_path / SCHOOLS_FILE).write_text("\n".join(lines), encoding="utf-8")
    at = datetime(2026, 2, 1, 9, tzinfo=UTC)
    with clock.frozen(at):
        play(stage, at, besides=steps(read_places(tmp_path)))
        states = states_of(Member.objects.all())
    crowd = {one.pk: one for one in Member.objects.exclude(department__code="099")}
    assert len(crowd) == 3
    assert {one.kind for one in crowd.values()} == {MemberKind.COMMUNE, MemberKind.PRIVATE}
    assert Need.objects.filter(member__in=crowd).count() == 4
    assert 80 in Need.objects.filter(member__in=crowd).values_list("accounts", flat=True)
    assert {states[pk] for pk in crowd} <= {S.SIGNED, S.INCOMPLETE, S.COMPLETE, S.DRAFT}
    signed = facts_of(Member.objects.filter(pk__in=[pk for pk in crowd if states[pk] == S.SIGNED]))
    assert signed
    assert not any(one.missing or one.late for one in signed.values())
