"""People search and the page of a person: what each role finds, and what shows of whom."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Consent, Guardianship, Person, SchoolSettings
from eprimo.foundation.directory.queries.people import people_search
from eprimo.foundation.kernel.errors import NotVisible
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import to_sign

# who, what is typed, what comes out
FOUND = {
    "lea": ("martin", {"Léa MARTIN"}),
    "noe": ("martin", {"Noé MARTIN"}),
    "samira": ("martin", {"Léa MARTIN", "Noé MARTIN"}),
    "teacher": ("martin", {"Léa MARTIN", "Noé MARTIN"}),
    "director": ("martin", {"Léa MARTIN", "Noé MARTIN"}),
    "staff": ("martin", {"Léa MARTIN"}),
    "agent": ("martin", {"Léa MARTIN"}),
    "director_verne": ("martin", set()),
    "inspector": ("martin", set()),
    "academy": ("verne", {"Yves VERNE", "Eva VERNE"}),
    "restricted_1": ("goff", {"Zoé LE GOFF"}),
}  # fmt: skip


@pytest.mark.parametrize("who", FOUND)
def test_found_in_scope_only(cast: Cast, who: str) -> None:
    text, names = FOUND[who]
    assert {line.name for line in people_search(cast.actor(who), text)} == names


@pytest.mark.parametrize(
    "who",
    [
        "partner",
        "member_rep",
        "platform",
        "coordinator",
        "contractor",
        "restricted_2",
        "contact",
        "former_pupil",
    ],
)
def test_no_search_for_these(cast: Cast, who: str, client: Any, sign_in: Any) -> None:
    with pytest.raises(NotVisible):
        people_search(cast.actor(who), "martin")
    sign_in(cast.people[who])
    assert client.get(reverse("people:search")).status_code == 404


def test_three_letters_accents_and_order_of_words(cast: Cast) -> None:
    director = cast.actor("director")
    assert people_search(director, "le") == []
    assert people_search(director, "ma") == []
    for text in ("LÉA martin", "martin lea", "mar lé", "Léa"):
        assert "Léa MARTIN" in {line.name for line in people_search(director, text)}
    assert people_search(director, "%%%") == []
    assert people_search(director, "___") == []


@pytest.mark.attack
def test_c12_first_name_alone_is_found_by_it_alone(cast: Cast) -> None:
    SchoolSettings.objects.update(families_see_classmates=True)
    actor = cast.actor("samira")
    assert [line.name for line in people_search(actor, "yanis")] == ["Yanis B."]
    # The family name would be told by a hit.
    assert people_search(actor, "belkacem") == []
    Person.objects.filter(pk=cast.yanis.pk).update(protected=True)
    assert people_search(actor, "yanis") == []


@pytest.mark.attack
def test_c13_neither_hits_nor_counts_of_others(cast: Cast, client: Any, sign_in: Any) -> None:
    """25 people of that name elsewhere leave the page of 20 whole, and say nothing of themselves."""
    for _ in range(25):
        make.pupil(cast.verne, cast.ce1_verne, "Aaa", "MARTIN")
    lines = people_search(cast.actor("director"), "martin")
    assert {line.name for line in lines} == {"Léa MARTIN", "Noé MARTIN"}
    sign_in(cast.director)
    text = client.post(reverse("people:search"), {"nom": "martin"}).content.decode()
    assert "Les 20 premières" not in text
    assert "Aaa" not in text
    for name in ("durand", "zzzz"):
        nothing = client.post(reverse("people:search"), {"nom": name}).content.decode()
        assert "Rien de tel" in nothing


def test_twenty_rows_at_most(cast: Cast) -> None:
    for _ in range(25):
        make.pupil(cast.tilleuls, cast.ce1, "Bis", "REPETE")
    assert len(people_search(cast.actor("director"), "repete")) == 20


def _leave_one_index(cursor: Any, table: str, name: str) -> None:
    """The planner takes what its figures favour, and those depend on what was in the tables before: with one index
    left and no reading of whole tables, it takes that one or shows that it cannot."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, c.conname FROM pg_index i LEFT JOIN pg_constraint c"
        " ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid"
        " WHERE i.indrelid = %s::regclass AND i.indexrelid <> %s::regclass", [table, name],
    )  # fmt: skip
    for index, constraint in cursor.fetchall():
        if constraint:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}" CASCADE')
        else:
            cursor.execute(f"DROP INDEX {index}")
    cursor.execute("SET LOCAL enable_seqscan = off")


def test_a_search_over_an_academy_reads_its_adults_alone(cast: Cast) -> None:
    """Three statements: people, what may be read of them, names of schools; the first on the index made for it."""
    actor = cast.actor("academy")
    with CaptureQueriesContext(connection) as captured:
        assert people_search(actor, "verne")
    assert len(captured) == 3
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        _leave_one_index(cursor, "directory_affiliation", "affiliation_adults")
        cursor.execute(f"EXPLAIN {captured.captured_queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "affiliation_adults" in plan
    assert "Seq Scan on directory_affiliation" not in plan


@pytest.mark.parametrize(("who", "by_names"), [("director", False), ("samira", False), ("academy", True)])
def test_a_search_in_a_school_begins_with_whom_one_sees(cast: Cast, who: str, by_names: bool) -> None:
    """The index of names gives everybody of the academy who is called so: it is taken above schools alone, even where
    there is no other."""
    actor = cast.actor(who)
    with CaptureQueriesContext(connection) as captured:
        people_search(actor, "martin")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        _leave_one_index(cursor, "directory_person", "person_name_trigram")
        cursor.execute(f"EXPLAIN {captured.captured_queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert ("person_name_trigram" in plan) == by_names


@pytest.mark.attack
def test_c01_pages_of_others(cast: Cast, client: Any, sign_in: Any) -> None:
    cases = {
        "lea": {"lea": 200, "yanis": 200, "noe": 404, "samira": 200, "teacher": 200, "lea_verne": 404},
        "samira": {
            "lea": 200,
            "yanis": 404,
            "paul": 200,
            "teacher": 200,
            "teacher_verne": 404,
            "samira": 200,
        },
        "restricted_1": {"zoe": 200, "restricted_2": 404, "teacher": 200, "lea": 404},
        "restricted_2": {"zoe": 404, "teacher": 404},
        "teacher": {"zoe": 200, "restricted_2": 404, "samira": 200, "guardian_verne": 404},
        "staff": {"lea": 200, "noe": 404, "samira": 200, "director": 200},
        "agent": {"lea": 200, "noe": 404, "samira": 200},
        "partner": {"lea": 404, "teacher": 404},
        "inspector": {"director": 200, "director_verne": 404, "lea": 404},
        "member_rep": {"director": 200, "teacher": 404},
        "platform": {"director": 404, "lea": 404},
    }
    for who, pages in cases.items():
        for whom, status in pages.items():
            sign_in(cast.people[who])
            address = reverse("people:person", args=[cast.people[whom].public_id])
            assert client.get(address).status_code == status, (who, whom)


@pytest.mark.attack
def test_c12_fields_of_a_person(cast: Cast, client: Any, sign_in: Any) -> None:
    def page(who: str, whom: str) -> str:
        sign_in(cast.people[who])
        return str(client.get(reverse("people:person", args=[cast.people[whom].public_id])).content.decode())

    phone, birth = "06 00 00 00 00", "14\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2018"
    assert birth in page("samira", "lea")
    assert birth in page("teacher", "lea")
    assert birth not in page("teacher", "zoe")
    assert birth not in page("staff", "lea")
    assert phone in page("samira", "samira")
    assert phone not in page("paul", "samira")
    assert phone in page("teacher", "samira")
    assert f'href="tel:0600000000">{phone}' in page("agent", "samira")
    assert "@exemple.fr" not in page("agent", "samira")
    assert phone not in page("staff", "samira")
    # The other guardian: the name only. A colleague does not read a teacher's own children.
    assert "Exerce" not in page("paul", "samira")
    assert "Yanis" not in page("teacher_verne", "teacher_verne")
    assert "Yanis BELKACEM" not in page("noe", "teacher_parent")
    # A pupil's page of a teacher who is a parent at the school says nothing of the child.
    assert "Restriction" in page("director", "restricted_2")
    assert "Restriction" not in page("samira", "lea")


def test_consent_of_a_guardian(cast: Cast, client: Any, sign_in: Any) -> None:
    address = reverse("people:consent", args=[cast.lea.public_id])
    sign_in(cast.samira)
    client.post(address, {"use": "image", "decision": "yes"})
    client.post(address, {"use": "image", "decision": "no"})
    assert list(Consent.objects.order_by("pk").values_list("decision", "given_by")) == [
        ("yes", cast.samira.pk), ("no", cast.samira.pk)
    ]  # fmt: skip
    page = client.get(reverse("people:person", args=[cast.lea.public_id])).content.decode()
    assert "Refus" in page
    sign_in(cast.paul)
    other = client.get(reverse("people:person", args=[cast.lea.public_id])).content.decode()
    assert "Samira" not in other.split("Accords")[1]  # the state, never who
    sign_in(cast.teacher)
    assert client.post(address, {"use": "image", "decision": "yes"}).status_code == 403
    sign_in(cast.guardian_verne)
    assert client.post(address, {"use": "image", "decision": "yes"}).status_code == 404


def test_search_costs_the_same(cast: Cast, client: Any, sign_in: Any) -> None:
    counts = []
    for size in (3, 15):
        for _ in range(size):
            child = make.pupil(cast.tilleuls, cast.ce1, "Cent", "QUERELLE")
            make.affiliation(make.person("Cent", "QUERELLE"), cast.verne, Profile.STAFF)
            make.guardian(child)
        sign_in(cast.director)
        client.get(reverse("people:search"))
        with CaptureQueriesContext(connection) as captured:
            client.post(reverse("people:search"), {"nom": "querelle"})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 9


def test_person_page_costs_the_same(cast: Cast, client: Any, sign_in: Any) -> None:
    counts = []
    for size in (1, 8):
        for _ in range(size):
            Guardianship.objects.create(adult=make.person(), child=cast.lea, kind="exercises")
        sign_in(cast.teacher)
        address = reverse("people:person", args=[cast.lea.public_id])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


def test_searches_are_counted(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.teacher)
    codes = {client.post(reverse("people:search"), {"nom": "martin"}).status_code for _ in range(121)}
    assert codes == {200, 429}


@pytest.mark.parametrize(
    ("who", "shown"), [("samira", True), ("teacher", True), ("lea", False), ("inspector", False)]
)
def test_what_was_typed_is_looked_for_in_notes_too(cast: Cast, sign_in: Any, who: str, shown: bool) -> None:
    """Who presses the magnifying glass for an old note finds it two presses later."""
    to_sign(cast, title="Piscine")
    client = sign_in(cast.people[who])
    page = client.post(reverse("people:search"), {"nom": "piscine"}).text
    route = "liaison:family" if who == "samira" else "liaison:list"
    # An inspector has news and links to look through, and no notes.
    assert (f'action="{reverse(route)}"' in page) == shown
    if shown:
        assert "Chercher aussi dans" in page
        assert "Piscine" in client.post(reverse(route), {"mots": "piscine"}).text


def test_an_own_restriction_is_told_without_alarm(cast: Cast, sign_in: Any) -> None:
    """Staff read the word of the law; who is concerned, what it changes and whom to ask."""
    address = reverse("people:person", args=[cast.zoe.public_id])
    assert 'class="badge b-al"' in sign_in(cast.director).get(address).text
    page = sign_in(cast.restricted_1).get(address).text
    assert "La direction peut vous dire pourquoi." in page
    assert "Restriction" not in page
