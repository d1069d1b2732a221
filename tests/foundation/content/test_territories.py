"""What is written for the schools of a territory: of no school and about no child, by who acts for it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Body
from eprimo.foundation.content.kinds import ADULTS, EVERYBODY, Readers, To, kind_of
from eprimo.foundation.content.models import Resource, Share, Target, Version
from eprimo.foundation.content.pages.colleagues import colleagues
from eprimo.foundation.content.policies import seen_by
from eprimo.foundation.content.things.addressing import describe_audience as said_to
from eprimo.foundation.content.things.addressing import targets_of
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_copy, thing_hand_over, thing_publish, thing_readdress
from eprimo.foundation.content.things.protected_contact import TellsWhereabouts
from eprimo.foundation.directory.models import Department, Mandate, Person, Territory
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.contract.things import facts_of

STAFF = frozenset({Readers.STAFF})


def of(**place: Any) -> Territory:
    return Territory.objects.get(**place)


def begun(cast: Cast, who: str = "academy", key: str = "links", **more: Any) -> Resource:
    kind = kind_of(key)
    given: dict[str, Any] = {
        "title": "L’outil vidéo",
        "body": richtext.parse("Pour tous.") if kind.get(Body) is not None else richtext.EMPTY,
        "targets": tuple((To.TERRITORY, one) for one in sorted(cast.actor(who).territory_ids)),
        "readers": STAFF,
        "facts": facts_of(kind),
    }
    return draft_save(actor=cast.actor(who), kind=kind, said=DraftInput(**given | more))


def out(cast: Cast, who: str = "academy", key: str = "links", **more: Any) -> Resource:
    made = begun(cast, who, key, **more)
    return thing_publish(actor=cast.actor(who), kind=kind_of(key), resource=made)


def sees(actor: Any, made: Resource) -> bool:
    return Resource.objects.filter(seen_by(actor, kind_of(made.service)), pk=made.pk).exists()


def second(cast: Cast, **mandate: Any) -> Person:
    """Somebody else who acts for the academy, or for what is named."""
    person = make.person("Maya", "SECONDE")
    make.mandate(person, "academy", **mandate or {"academy": make.academy()})
    make.account(person)
    return person


# --- the database ----------------------------------------------------------------------------------------------------


def test_every_row_beside_a_resource_of_no_school_is_of_none(cast: Cast) -> None:
    """A table whose school may be empty is held to it by a trigger; so are those of services."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT c.conrelid::regclass::text FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'school_id' AND NOT a.attnotnull
            WHERE c.contype = 'f' AND c.confrelid = 'content_resource'::regclass""")
        open_ = {table for (table,) in cursor.fetchall()}
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'content_of_no_school'::regproc"
        )
        held = {table for (table,) in cursor.fetchall()}
    assert open_ == held
    assert held >= {"content_version", "content_share", "content_target", "links_link", "news_news"}


def _share(resource: Resource, *rule: Any, of_school: int | None) -> Share:
    audience = audiences_for([rule], of_school)[rule]  # type: ignore[list-item,index]
    return Share(resource=resource, audience=audience, service="links")


WRONG: dict[str, Callable[[Cast, Resource, Resource], Any]] = {
    "a version of a school without it": lambda _, note, _link: Version(
        resource=note, number=2, title="x", body={}
    ),
    "a target of a school without it": lambda _, note, link: Target(
        resource=note, kind="territory", target=link.territory_id
    ),
    "a child of no school": lambda cast, _note, link: Target(resource=link, kind="child", target=cast.lea.pk),
    "a child of another resource": lambda cast, _note, link: Target(
        resource=link, kind="child", target=cast.lea.pk, school=cast.tilleuls
    ),
    "a target of another territory": lambda _, _note, link: Target(
        resource=link, kind="territory", target=int(link.territory_id or 0) + 1
    ),
    "a share of a school with a territory": lambda _, note, link: _share(
        note, AudienceKind.TERRITORY, link.territory_id, AudienceProfile.HEAD, of_school=None
    ),
    "a share of a territory with a school": lambda cast, _note, link: _share(
        link, AudienceKind.SCHOOL, cast.tilleuls.pk, AudienceProfile.HEAD, of_school=cast.tilleuls.pk
    ),
    "a resource of a school and a territory": lambda cast, _note, link: Resource(
        service="links", school=cast.tilleuls, territory_id=link.territory_id, title="x"
    ),
    "a resource of nothing": lambda *_: Resource(service="links", title="x"),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_database_refuses(cast: Cast, name: str) -> None:
    note = Resource.objects.create(service="liaison", school=cast.tilleuls, title="Léa")
    row = WRONG[name](cast, note, out(cast))
    with pytest.raises(DatabaseError):
        _kept(row)


@transaction.atomic
def _kept(row: Any) -> None:
    """What is checked at the end of a transaction too."""
    row.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_resource_keeps_its_school_or_its_having_none(cast: Cast) -> None:
    note = Resource.objects.create(service="liaison", school=cast.tilleuls, title="Léa")
    link = out(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Resource.objects.filter(pk=note.pk).update(school=None, territory=link.territory, updated_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Resource.objects.filter(pk=link.pk).update(school=cast.tilleuls, territory=None, updated_at=NOW)


# --- who writes, who manages ------------------------------------------------------------------------------------------


def test_who_acts_for_the_same_territory_manages_it_and_nobody_else(cast: Cast) -> None:
    made = out(cast)
    other, beside = second(cast), second(cast, department=make.department())
    kind = kind_of("links")
    assert sees(for_person(other.pk), made)
    assert not sees(for_person(beside.pk), made)
    assert not sees(cast.actor("inspector"), made)
    given = thing_readdress(
        actor=for_person(other.pk), kind=kind, resource=made, readers=EVERYBODY,
        targets=[(To.TERRITORY, of(academy=make.academy()).pk)],
    )  # fmt: skip
    assert given.targets.get().readers == EVERYBODY
    assert sees(cast.actor("guardian_verne"), made)
    with pytest.raises(NotVisible):
        thing_copy(actor=for_person(beside.pk), kind=kind, resource=made)
    with pytest.raises(Forbidden):
        thing_copy(actor=cast.actor("director"), kind=kind, resource=made)


def test_a_mandate_that_ends_leaves_nothing(cast: Cast, sign_in: Any) -> None:
    """Its author too: what was written goes on for the others."""
    made, client = out(cast), sign_in(cast.academy)
    address = reverse("links:thing", args=[made.public_id])
    assert client.get(address).status_code == 200
    Mandate.objects.filter(person=cast.academy).update(ends=NOW)
    make.mandate(cast.academy, "inspector", circonscription=of(circonscription__isnull=False).circonscription)
    assert client.get(address).status_code == 404
    assert sign_in(second(cast)).get(address).status_code == 200
    assert sign_in(cast.director).get(address).status_code == 200


def test_it_is_handed_to_who_acts_for_that_territory(cast: Cast) -> None:
    made, kind = out(cast), kind_of("links")
    other, beside = second(cast), second(cast, department=make.department())
    found = colleagues(cast.actor("academy"), kind, made)
    assert [who for _, _, who in found] == [(other.pk, Role.ACADEMY)]
    for person in (beside, cast.director):
        with pytest.raises(DomainError):
            thing_hand_over(actor=cast.actor("academy"), kind=kind, resource=made, to=for_person(person.pk))
    thing_hand_over(actor=cast.actor("academy"), kind=kind, resource=made, to=for_person(other.pk))
    made.refresh_from_db()
    assert made.owner == other


def test_each_territory_has_things_of_its_own(cast: Cast) -> None:
    """Who acts for two chooses one; a draft moves with the choice."""
    maine = make.department("49", "Maine-et-Loire")
    make.mandate(cast.academy, "academy", department=maine)
    first, there = of(academy=make.academy()).pk, of(department=maine).pk
    with pytest.raises(DomainError):
        begun(cast, targets=((To.TERRITORY, first), (To.TERRITORY, there)))
    made = out(cast, targets=((To.TERRITORY, there),))
    assert made.territory_id == there
    assert not sees(cast.actor("director"), made)
    beyond = Department.objects.create(code="75", name="Paris", academy=make.academy())
    with pytest.raises(Forbidden):
        begun(cast, targets=((To.TERRITORY, of(department=beyond).pk),))


@pytest.mark.parametrize(
    ("who", "key", "readers"),
    [("inspector", "news", ADULTS), ("academy", "news", EVERYBODY), ("inspector", "links", STAFF)],
)
def test_nobody_writes_beyond_what_the_kind_says(
    cast: Cast, who: str, key: str, readers: frozenset[Readers]
) -> None:
    """« News … to staff only »; links by the academy alone."""
    with pytest.raises(Forbidden):
        begun(cast, who, key, readers=readers)


def test_a_school_writes_for_no_territory_and_a_territory_for_no_school(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        begun(cast, "director", targets=((To.TERRITORY, of(academy=make.academy()).pk),))
    for target in ((To.SCHOOL, cast.tilleuls.pk), (To.CLASS, cast.ce1.pk)):
        with pytest.raises(Forbidden):
            begun(cast, targets=(target,))


# --- words -----------------------------------------------------------------------------------------------------------


def test_families_of_a_territory_are_protected_from_hours_and_its_teams_are_not(cast: Cast) -> None:
    """Of all these families, one is under a protected contact: nothing is asked of the database."""
    out(cast, title="Réunion à 9 h")
    with pytest.raises(TellsWhereabouts):
        out(cast, title="Réunion à 9 h", readers=ADULTS)


@pytest.mark.parametrize(
    ("readers", "words"),
    [
        (STAFF, "toutes les équipes des écoles (Académie de Nantes)"),
        (ADULTS, "toutes les familles et toutes les équipes des écoles (Académie de Nantes)"),
        (frozenset({Readers.PUPILS}), "les élèves des écoles (Académie de Nantes)"),
        (
            EVERYBODY,
            "toutes les familles et toutes les équipes des écoles (Académie de Nantes), et les élèves",
        ),
    ],
)
def test_who_will_see_it_is_said(cast: Cast, readers: frozenset[Readers], words: str) -> None:
    made = begun(cast, readers=readers)
    assert said_to(targets_of([made.pk])[made.pk]) == words


WHY = {
    "director": "C’est adressé aux écoles (Académie de Nantes), dont la vôtre.",
    "lea": "C’est adressé aux écoles (Académie de Nantes), dont la tienne.",
    "paul": "C’est adressé aux écoles (Académie de Nantes), dont celle de Léa.",
    "academy": "Vous agissez pour ce territoire\u00a0: Académie de Nantes.",
}


@pytest.mark.parametrize("who", WHY)
def test_the_page_says_why_one_sees_it_and_of_whom_it_is(cast: Cast, sign_in: Any, who: str) -> None:
    made = out(cast, readers=EVERYBODY)
    client = sign_in(cast.people[who])
    page = client.get(reverse("links:thing", args=[made.public_id])).text
    assert WHY[who] in page
    assert "Qui l’a écrit et ceux qui agissent pour ce territoire" in page
    assert "· Académie de Nantes ·" in page
    assert "· Académie de Nantes" in client.get(reverse("links:list")).text


def test_forms_offer_what_may_be_chosen(cast: Cast, sign_in: Any) -> None:
    """The one territory is ticked; who may be chosen among only where there is a choice."""
    page = sign_in(cast.academy).get(reverse("links:new")).text
    key = f"territory:{of(academy=make.academy()).public_id}"
    assert re.search(rf'value="{key}"[^>]* checked', page)
    assert page.count('name="readers"') == 3
    assert 'name="pupils"' not in page
    page = sign_in(cast.inspector).get(reverse("news:new")).text
    assert 'name="readers"' not in page
    assert 'name="pupils"' not in page
    assert "Les écoles (Circonscription de Valmarais Nord)" in page


def test_news_of_an_inspector_stand_on_the_homes_of_teams(cast: Cast, sign_in: Any) -> None:
    """With the name of the territory; on no family's."""
    out(cast, "inspector", "news", title="Animations de l’hiver")
    page = sign_in(cast.teacher).get("/").text
    assert "Animations de l’hiver" in page
    assert "Circonscription de Valmarais Nord" in page
    assert "Animations de l’hiver" not in sign_in(cast.samira).get("/").text
    assert "Animations de l’hiver" not in sign_in(cast.teacher_verne).get("/").text


def test_its_lines_of_the_trail_are_of_no_school(cast: Cast) -> None:
    out(cast)
    lines = AuditLine.objects.filter(act__startswith="links.")
    assert set(lines.values_list("act", "school_id", "role")) == {
        ("links.thing.drafted", None, "academy"), ("links.thing.published", None, "academy"),
    }  # fmt: skip
