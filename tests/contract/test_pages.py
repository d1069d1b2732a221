"""For each kind, through its pages: what reading leaves as it was, what it costs, what is found, told and explained,
and each act done by its form alone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.content.capabilities import Body, is_searched
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Manage, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.privacy.models import Export
from tests.cast import Cast
from tests.contract.things import ABOVE, IN_TURN, PAGES, TEXT, draft, in_state, published, said
from tests.foundation.notifications.rounds import at, turn
from tests.foundation.notifications.told import address
from tests.foundation.privacy import copies
from tests.reference.contents import KINDS, Object

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("key", IN_TURN)]

LISTS = ("", "brouillons", "a-venir", "passe", "corbeille")
WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|MERGE|COPY|TRUNCATE)\b|.*\bFOR (NO KEY )?UPDATE\b", re.IGNORECASE | re.DOTALL
)


def to(key: str, *sorts: str) -> Object:
    return next(one for one in KINDS[key].objects if one.to in sorts and not one.pupils)


def page(client: Client, key: str, name: str, made: Resource, *more: object) -> str:
    text = client.get(reverse(f"{key}:{name}", args=[made.public_id, *more])).content.decode()
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


# --- reading ---------------------------------------------------------------------------------------------------------


def test_reading_writes_nothing(cast: Cast, key: str, sign_in: Any) -> None:
    """Every page by GET, in every state, of who wrote it and of who reads it."""
    one = to(key, "class", "school")
    states = [
        in_state(cast, key, one, state) for state in ("draft", "to come", "out", "withdrawn", "trashed")
    ]
    for who in (one.author, one.reads.split()[-1]):
        client = sign_in(cast.people[who])
        client.get(reverse(f"{key}:list"))
        with CaptureQueriesContext(connection) as ran:
            for made in states:
                for name in PAGES:
                    client.get(
                        reverse(f"{key}:{name}", args=[made.public_id, *([1] if name == "version" else [])])
                    )
            for which in LISTS:
                client.get(f"{reverse(f'{key}:list')}?voir={which}")
            client.get(reverse(f"{key}:new"))
        assert len(ran) > len(PAGES)
        assert [q["sql"] for q in ran if WRITES.match(q["sql"])] == []


def test_words_and_copies_cost_the_same_for_three_and_thirty(cast: Cast, key: str, sign_in: Any) -> None:
    one = to(key, "class", "school")
    reader = sign_in(cast.samira)
    published(cast, key, one, title="Le premier")
    reader.post(reverse(f"{key}:list"), {"mots": "numero"})
    counts: dict[str, list[int]] = {"words": [], "copy": []}
    for more in (3, 27):
        for number in range(more):
            published(cast, key, one, title=f"Numéro {number}")
        with CaptureQueriesContext(connection) as ran:
            found = reader.post(reverse(f"{key}:list"), {"mots": "numero"}).content.decode()
        assert "Numéro 0" in found
        counts["words"].append(len(ran))
        Export.objects.all().delete()
        with CaptureQueriesContext(connection) as ran:
            held = copies.whole(copies.own(cast, one.author))
        assert held.count("Numéro 1") >= 2
        counts["copy"].append(len(ran))
    assert len(set(counts["words"])) == 1, counts
    assert len(set(counts["copy"])) == 1, counts


# --- found -----------------------------------------------------------------------------------------------------------


def test_words_find_nothing_that_one_does_not_see(cast: Cast, key: str, sign_in: Any) -> None:
    """Drafts, what is to come, what was taken back or thrown away, what is of another class, of a restricted link."""
    whole = any(one.to == "school" for one in KINDS[key].objects)
    one = to(key, "school" if whole else "class")
    for state in ("draft", "to come", "withdrawn", "trashed"):
        in_state(cast, key, one, state)
    published(cast, key, one, title="Le seul")
    asked: dict[str, str] = {"mots": kind_of(key).key[:3]}
    address_of_list = reverse(f"{key}:list")
    reader = sign_in(cast.people[one.reads.split()[-1]])
    for which in LISTS:
        found = reader.post(f"{address_of_list}?voir={which}", asked).content.decode()
        shown = "passe" in which and bool(kind_of(key).withdrawn)
        assert (f"Un {key}" in found) is shown, which
    assert "Le seul" in reader.post(address_of_list, {"mots": "seul"}).content.decode()
    for who in ("restricted_2", "guardian_verne", "teacher_verne"):
        assert (
            "Le seul"
            not in sign_in(cast.people[who]).post(address_of_list, {"mots": "seul"}).content.decode()
        ), who


def test_the_search_of_all_kinds_finds_it_and_leads_to_its_words(cast: Cast, key: str, sign_in: Any) -> None:
    one = to(key, "class", "school")
    made = published(cast, key, one, title="Le seul")
    reader = sign_in(cast.people[one.reads.split()[-1]])
    found = reader.post(reverse("people:search"), {"nom": "seul"}).content.decode()
    assert (reverse(f"{key}:thing", args=[made.public_id]) in found) is is_searched(kind_of(key))
    assert (f'action="{reverse(f"{key}:list")}"' in found) is is_searched(kind_of(key))
    for state in ("draft", "to come", "withdrawn", "trashed"):
        in_state(cast, key, one, state)
    found = reader.post(reverse("people:search"), {"nom": kind_of(key).key[:3]}).content.decode()
    assert f"Un {key}" not in found
    for who in ("guardian_verne", "teacher_verne"):
        page = sign_in(cast.people[who]).post(reverse("people:search"), {"nom": "seul"}).content.decode()
        assert "Le seul" not in page, who


# --- told ------------------------------------------------------------------------------------------------------------


def test_a_digest_counts_it_and_says_no_word_of_it(cast: Cast, key: str) -> None:
    if not kind_of(key).lane:
        pytest.skip("nobody is told")
    for who in ("paul", "restricted_2"):
        address(cast.people[who])
    made = published(cast, key, to(key, "school"), title="Le titre secret")
    # Taken back before anybody was told.
    in_state(cast, key, to(key, "school"), "withdrawn")
    run_due()
    for day in range(1, 9):
        with clock.frozen(at("2026-11-24 17:00") + timedelta(days=day)):
            turn()
            with clock.frozen(clock.now() + timedelta(hours=2)):
                turn()
    assert {one.to[0] for one in mail.outbox} == {cast.paul.account.recovery_email}
    text = "\n".join(f"{one.subject}\n{one.body}" for one in mail.outbox)
    assert "1 " in text
    assert "2 " not in mail.outbox[0].subject
    for word in ("secret", "spectacle", "Léa", made.title):
        assert word not in text


# --- « Pourquoi je vois ceci ? » -------------------------------------------------------------------------------------

# What it is addressed to, who reads it: by which rule.
BY_WHICH_RULE = {
    ("class", "paul"): "C’est adressé à la classe de Léa.",
    ("class", "in_charge"): "C’est adressé à la classe de Yanis.",
    ("class", "substitute"): "Vous êtes de CE1-A.",
    ("class", "lea"): "Tu es de CE1-A.",
    ("school", "restricted_1"): "C’est adressé à l’école de Zoé.",
    ("school", "staff"): "Vous êtes de cette école.",
    ("school", "lea"): "Tu es de cette école.",
    ("team", "delegate"): "Vous êtes de cette école.",
    ("group", "paul"): "C’est adressé à un groupe de Léa.",
    ("group", "partner"): "Vous êtes de Chorale.",
    ("group", "lea"): "Tu es de Chorale.",
    ("child", "paul"): "C’est adressé à la famille de Léa.",
    ("child", "lea"): "Cela t’est adressé.",
    ("family", "paul"): "C’est adressé à la famille de Léa.",
    ("academy", "paul"): "C’est adressé aux écoles (Académie de Nantes), dont celle de Léa.",
    ("academy", "teacher_verne"): "C’est adressé aux écoles (Académie de Nantes), dont la vôtre.",
    ("academy", "lea"): "C’est adressé aux écoles (Académie de Nantes), dont la tienne.",
    (
        "circonscription",
        "staff",
    ): "C’est adressé aux écoles (Circonscription de Valmarais Nord), dont la vôtre.",
    (
        "circonscription",
        "lea",
    ): "C’est adressé aux écoles (Circonscription de Valmarais Nord), dont la tienne.",
}
# What it is addressed to, and whom of them it is for.
WHO_ELSE = {
    ("class", "staff families"): "Les familles et l’équipe de CE1-A.",
    ("group", "staff families"): "Les familles et l’équipe de Chorale.",
    ("school", "staff families"): "Toutes les familles et toute l’équipe de l’école.",
    ("school", "staff"): "L’équipe de l’école.",
    ("school", "families"): "Les familles de l’école.",
    ("team", "staff families"): "L’équipe de l’école.",
    (
        "academy",
        "staff families",
    ): "Toutes les familles et toutes les équipes des écoles (Académie de Nantes).",
    ("academy", "staff"): "Toutes les équipes des écoles (Académie de Nantes).",
    ("academy", "families"): "Toutes les familles des écoles (Académie de Nantes).",
    ("circonscription", "staff"): "Toutes les équipes des écoles (Circonscription de Valmarais Nord).",
}
WHO_MANAGES = {
    Manage.AUTHOR_AND_HEAD: "Qui l’a écrit et la direction peuvent le corriger ou le retirer.",
    Manage.CLASS_TEACHERS_AND_HEAD:
        "Qui l’a écrit, les enseignants de la classe et la direction peuvent le corriger ou le retirer.",
    Manage.CLASS_TEACHERS: "Les enseignants de la classe peuvent le corriger ou le retirer.",
    Manage.AUTHOR: "Seul qui l’a écrit peut le corriger ou le retirer.",
}  # fmt: skip


WHO_MANAGES_ABOVE = "Qui l’a écrit et ceux qui agissent pour ce territoire peuvent le corriger ou le retirer."


def sentences(cast: Cast, key: str, one: Object) -> Iterator[tuple[str, list[str]]]:
    """Each who reads it and what the page says to them."""
    kind = kind_of(key)
    always = [
        f"Gardé {kind.kept.words}.",
        WHO_MANAGES_ABOVE if one.to in ABOVE else WHO_MANAGES[kind.manage],
        *([WHO_ELSE[one.to, one.readers]] if (one.to, one.readers) in WHO_ELSE else []),
    ]
    always += ["Les élèves."] if one.pupils else []
    named = {*one.reads.split(), *one.manages.split()}
    yield one.author, ["Vous l’avez écrit.", *always]
    if one.to not in ABOVE:
        yield "director", ["Vous dirigez cette école.", *always]
    for (sort, who), rule in BY_WHICH_RULE.items():
        if sort == one.to and who in named:
            yield who, [rule, *always]


def test_it_says_by_which_rule_who_else_and_how_long(cast: Cast, key: str, sign_in: Any) -> None:
    wrong, asked = [], 0
    directed = kind_of(key).manage in {Manage.AUTHOR_AND_HEAD, Manage.CLASS_TEACHERS_AND_HEAD}
    for one in KINDS[key].objects:
        made = published(cast, key, one)
        for who, told in sentences(cast, key, one):
            if who == "director" and not directed:
                continue
            asked += 1
            text = page(sign_in(cast.people[who]), key, "thing", made)
            why = text[text.index("Pourquoi je vois ceci") :]
            wrong += [(one.name, who, sentence) for sentence in told if sentence not in why]
            # Children of others are never named; those of the staff who manages it are.
            if who not in one.manages.split():
                strangers = {"Léa", "Noé", "Yanis", "Zoé"} - {
                    child.first_name for child in cast.actor(who).children
                }
                wrong += [(one.name, who, name) for name in strangers if name in why]
    assert wrong == []
    assert asked >= 3 * len(KINDS[key].objects)


# --- each act, by its form alone -------------------------------------------------------------------------------------


def fields(text: str) -> dict[str, list[str]]:
    """What a form of a page sends untouched: the values of its fields, and of its ticked boxes."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", text):
        name, value = re.search(r'\bname="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        if name and (" checked" in tag or not re.search(r'type="(checkbox|radio)"', tag)):
            found.setdefault(name[1], []).append(value[1] if value else "on" if " checked" in tag else "")
    return found


def test_each_act_is_done_without_a_script(cast: Cast, key: str, sign_in: Any) -> None:
    """Correct, give to others, take back, copy, throw away, put back, hand over: the page, then what it asks for."""
    one, kind = to(key, "class", "school"), kind_of(key)
    client = sign_in(cast.director)
    made = published(cast, key, one)

    def do(name: str, **typed: object) -> Resource:
        given: dict[str, Any] = {}
        if name not in {"copy", "restore"}:
            asked = page(client, key, name, made)
            assert re.search(r'<form\b[^>]*method="post"', asked), name
            given = fields(asked[asked.rindex("<main") :])
        address = reverse(f"{key}:{name}", args=[made.public_id])
        answer = client.post(address, given | typed)
        if name == "correct":
            # What changed is looked over before it leaves.
            assert answer.status_code == 200
            read = answer.content.decode()
            answer = client.post(address, fields(read[read.rindex("<main") :]) | {"sure": "1"})
        assert answer.status_code == 302, (name, answer.content.decode()[-3000:])
        made.refresh_from_db()
        return made

    words = {"text": TEXT} if kind.get(Body) is not None else {}
    facts = {name: value for name, value in said(cast, kind, one).facts.items() if value}
    assert do("correct", title="Un titre de plus", **words, **facts).version == 2
    given = do("readdress", to=[f"class:{cast.cm2.public_id}"])
    assert [(target.kind, target.target) for target in given.targets.all()] == [("class", cast.cm2.pk)]
    assert do("withdraw").state == ResourceState.WITHDRAWN
    assert do("trash").state == ResourceState.TRASHED
    assert do("restore").state == ResourceState.WITHDRAWN
    do("copy")
    assert (
        Resource.objects.filter(service=key, title="Un titre de plus", state=ResourceState.DRAFT).count() == 1
    )
    other = published(cast, key, one)
    made = other
    people = page(client, key, "hand_over", made)
    chosen = re.findall(r'type="radio"[^>]*value="([^"]+)"|<option value="([^"]+)"', people)
    owner = made.owner_id
    assert do("hand_over", person=next(a or b for a, b in chosen)).owner_id != owner


def test_a_draft_is_thrown_away_by_its_form(cast: Cast, key: str, sign_in: Any) -> None:
    one = to(key, "class", "school")
    begun = draft(cast, key, one)
    client = sign_in(cast.people[one.author])
    assert "<form" in page(client, key, "discard", begun)
    assert client.post(reverse(f"{key}:discard", args=[begun.public_id])).status_code == 302
    assert not Resource.objects.filter(pk=begun.pk).exists()
