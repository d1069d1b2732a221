"""What a body reads is said in its own words: an OGEC is no commune, the rectorat deliberates nothing."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.models import Mandate
from eprimo.steering.consortium.actions.dossier import deliberation_record
from eprimo.steering.consortium.actions.members import member_add, seat_give
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.consortium.legality import TRANSMITTED
from tests import factories as make
from tests.cast import Cast
from tests.console.consortium.test_todo import PARIS, at, words
from tests.ground import lent
from tests.steering.consortium.group import PDF, GivenFile, Made, group_of, said, siren, siret

pytestmark = pytest.mark.django_db

# What a private body and the rectorat have not.
_OF_TERRITORIES = re.compile(
    r"mairie|conseil municipal|délib|la commune\b|vos services|votre territoire|mandatée|bordereau et mandat",
    re.IGNORECASE,
)
_PAGES = ("member", "schools", "needs", "papers", "signatory", "deliberation")


@lent
def kinds(cast: Cast) -> Made:
    """A member of every kind, for each of which somebody acts by a seat."""
    Mandate.objects.update(starts=datetime(2025, 9, 1, tzinfo=PARIS))
    made = group_of(cast)
    by = cast.actor("coordinator")
    for number, kind in enumerate(
        (MemberKind.RECTORAT, MemberKind.EPCI, MemberKind.SYNDICAT, MemberKind.PUBLIC)
    ):
        one = said(kind, f"Structure {number}", siret(siren(f"9990700{number}")))
        made.members[kind.value] = member_add(actor=by, market=made.market, said=one)
    for key in ("ogec", "rectorat", "syndicat", "public", "epci"):
        person = make.person("Ariane", key.upper())
        cast.people[f"acts_{key}"] = person
        make.account(person, login=f"ariane.{key}")
        mandate = make.mandate(person, "member_rep", starts=datetime(2025, 9, 1, tzinfo=PARIS))
        mandate.commune = None
        mandate.save(update_fields=["commune"])
        seat_give(actor=by, mandate=mandate, member=made[key])
    return made


def _read(made: Made, sign_in: Any, key: str) -> dict[str, str]:
    """Every page of the member that its own representative opens, and the home."""
    client, member = sign_in(made.cast.people[f"acts_{key}"]), made[key]
    urls = {"home": reverse("home:home"), "todo": reverse("consortium:todo")}
    urls |= {name: reverse(f"consortium:{name}", args=[member.public_id]) for name in _PAGES}
    found = {name: client.get(url) for name, url in urls.items()}
    return {
        name: words(re.sub(r"(?s)<head>.*?</head>|<footer.*?</footer>", "", answer.text))
        for name, answer in found.items()
        if answer.status_code == 200
    }


@pytest.mark.parametrize("key", ["ogec", "rectorat"])
def test_who_is_no_territory_reads_no_word_of_one(kinds: Made, sign_in: Any, key: str) -> None:
    with at("2026-01-13"):
        pages = _read(kinds, sign_in, key)
    assert {"home", "todo", "member", "papers"} <= pages.keys()
    for name, page in pages.items():
        assert not (found := _OF_TERRITORIES.search(page)), (name, found)
    assert kinds[key].name in pages["home"]
    assert f"le dossier {wording_of(kinds[key].kind).of} dans le groupement" in pages["home"]
    assert "Agents" not in pages["home"]
    assert "Territoire" not in pages["home"]
    # What no menu offers does not exist for it either.
    client = sign_in(kinds.cast.people[f"acts_{key}"])
    for route in ("territory:home", "territory:schools", "school:adults", "school:agent_add"):
        assert client.get(reverse(route)).status_code == 404, route


@pytest.mark.parametrize("key", ["syndicat", "public", "epci"])
def test_a_public_body_reads_its_own_assembly(kinds: Made, sign_in: Any, key: str) -> None:
    with at("2026-01-13"):
        pages = _read(kinds, sign_in, key)
        client = sign_in(kinds.cast.people[f"acts_{key}"])
        form = client.get(reverse("consortium:deliberation", args=[kinds[key].public_id])).text
    mine = wording_of(kinds[key].kind, is_known_grouping=kinds[key].epci_id is not None)
    assert f'value="{mine.assembly}"' in form
    assert "contrôle de légalité" in pages["deliberation"]
    assert f"{mine.function}, par exemple." in pages["signatory"]
    for name, page in pages.items():
        assert not re.search(r"mairie|conseil municipal|la commune\b|OGEC", page), name


def test_a_clerk_reads_of_the_commune_its_schools_and_its_agents(kinds: Made, sign_in: Any) -> None:
    with at("2026-01-13"):
        home = words(sign_in(kinds.cast.member_rep).get(reverse("home:home")).text)
    assert "les chiffres des écoles de la commune et le nom de leur direction" in home
    assert "Les agents de vos services" in home


def test_a_decision_that_no_longer_authorises_was_withdrawn_never_annulled(kinds: Made, sign_in: Any) -> None:
    with at("2026-01-20"):
        by, member = kinds.cast.actor("acts_ogec"), kinds["ogec"]
        deliberation_record(
            actor=by, member=member, number="PV 3", assembly="Conseil", adopted_on=date(2026, 1, 12),
            received_on=None, file=GivenFile("décision.pdf", PDF),
        )  # fmt: skip
        client, args = sign_in(kinds.cast.people["acts_ogec"]), [member.public_id]
        page = words(client.get(reverse("consortium:undo", args=args)).text)
        assert "Décision qui n’autorise plus" in page
        assert "contrôle de légalité" not in page
        client.post(reverse("consortium:undo", args=args), {"how": "withdrawn", "undone_on": "2026-01-19"})
        page = words(client.get(reverse("consortium:member", args=args)).text)
        assert "La décision PV 3 n’autorise plus à signer" in page


def test_every_kind_has_its_words_and_those_that_deliberate_are_transmitted() -> None:
    for kind in MemberKind:
        found = wording_of(kind)
        assert found.of
        assert (found.act == "délibération") == (kind in TRANSMITTED)
    # A syndicat of communes, which the directory does not know as a grouping.
    assert wording_of(MemberKind.EPCI, is_known_grouping=False) == wording_of(MemberKind.SYNDICAT)
