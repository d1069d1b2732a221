"""For each kind: every person of the cast, every object of its rows, every state, every address.

Expected cells: `tests/reference/contents.py`. What a state changes is the same for all kinds and is written here.
"""

from functools import cache
from typing import Any
from zlib import crc32

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.content.capabilities import Files, Pages, readers_above
from eprimo.foundation.content.kinds import declared, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.pages.routes import NAMES
from eprimo.foundation.content.policies import seen_by
from tests.cast import Cast
from tests.contract.things import ABOVE, KEYS, PAGES, draft, in_state, kind_keys, pages_of
from tests.reference.contents import KINDS, OWN_PAGES, Object
from tests.sizes import FULL, sized

OBJECTS = [pytest.param(key, one, id=f"{key}-{one.name}") for key in KEYS for one in KINDS[key].objects]
STATES = ("draft", "to come", "out", "withdrawn", "trashed")


def all_is_asked(key: str, one: Object) -> bool:
    """Whether this object is asked in every state and on every page: those of the kind of the tests, and the first of
    each other kind. What a state changes, and whom a page of an act is let to, is one policy of the kernel; what a kind
    says itself is asked of each of its objects, as a draft and once it is out. Everything of all in the drill."""
    return FULL or key == "toy" or one == KINDS[key].objects[0]


IN_STATES = [
    pytest.param(key, one, state, id=f"{state}-{key}-{one.name}")
    for key in KEYS
    for one in KINDS[key].objects
    for state in STATES
    if all_is_asked(key, one) or state in {"draft", "out"}
]
SIGNED_OUT = {"restricted_3"}
CLOSED = "director_ferme"
ON_DRAFTS = {"edit", "publish", "discard", "files"}


def test_every_kind_has_rows() -> None:
    """Who declares a kind types who may do what, from the rights pages."""
    assert kind_keys() == sorted(kind_keys(), key=kind_keys().index)
    assert set(kind_keys()) == set(KEYS), "Type its rows in tests/services/<key>/rows.py."


def test_a_kind_with_pages_of_its_own_says_where_its_rows_are() -> None:
    assert {key for key, kind in declared().items() if kind.get(Pages) is None} == set(OWN_PAGES)


def test_every_address_of_a_kind_is_asked() -> None:
    """Those of `PAGES`, and the ones that have a test of their own below."""
    apart = {"list", "new", "autosave", "audience", "copy", "restore", "files", "file_send", "file_remove"}
    assert {*PAGES} | apart == set(NAMES)


@pytest.mark.parametrize("key", KEYS)
def test_rows_name_people_of_the_cast_and_every_target(cast: Cast, key: str) -> None:
    rows = KINDS[key]
    named = f"{rows.writes} {rows.writes_elsewhere} {rows.lists}" + " ".join(
        f" {one.author} {one.reads} {one.manages}" for one in rows.objects
    )
    assert set(named.split()) <= set(cast.people)
    assert {one.to for one in rows.objects} - ABOVE == {to.value for to in kind_of(key).audience.targets}
    above = {cast.actor(one.author).role for one in rows.objects if one.to in ABOVE}
    assert above == set(readers_above(kind_of(key)))


@pytest.fixture
def ask(cast: Cast) -> Any:
    """`ask(who, method, address)`: the status that this person gets; `undone`: what it did is taken back."""
    client = Client()

    @cache
    def opened(who: str) -> str:
        return session_open(cast.people[who].account)[1]

    def asked(who: str, method: str, address: str, *, undone: bool = False) -> int:
        client.cookies.clear()
        client.cookies[settings.SESSION_COOKIE_NAME] = opened(who)
        if undone:
            # Who asks next finds it as it was.
            with transaction.atomic():
                answer = client.get(address) if method == "GET" else client.post(address)
                transaction.set_rollback(True)
            return answer.status_code
        answer = client.get(address) if method == "GET" else client.post(address)
        return answer.status_code

    return asked


def expected(kind_key: str, one: Object, state: str, page: str, who: str) -> set[int]:
    """What the rows say of this person, in this state, on this page."""
    if who in SIGNED_OUT:
        return {302}
    if who == CLOSED:
        return {403}
    manages, reads = one.manages.split(), one.reads.split()
    if page == "files" and one.to in ABOVE:
        # What is of no school has no files.
        return {404}
    if state == "draft":
        return {200, 302} if who == one.author else {404}
    stub = state == "withdrawn" and bool(kind_of(kind_key).withdrawn)
    sees = who in manages or (who in reads and (state == "out" or stub))
    if not sees:
        return {404}
    if page in {"thing", "version"}:
        return {200}
    if page in ON_DRAFTS:
        # Once it is out, the pages of a draft lead its author to it.
        return {200, 302} if who == one.author else {403}
    return {200, 302} if who in manages else {403}


@pytest.mark.drill
@pytest.mark.parametrize(("key", "one", "state"), IN_STATES)
def test_who_opens_it(cast: Cast, ask: Any, key: str, one: Object, state: str) -> None:
    """The page of the thing: who is named, and a stranger of each sort."""
    made = in_state(cast, key, one, state)
    address = reverse(f"{key}:thing", args=[made.public_id])
    wrong = {
        who: got
        for who in askers(one)
        if (got := ask(who, "GET", address)) not in expected(key, one, state, "thing", who)
    }
    assert not wrong


@pytest.mark.parametrize(("key", "one"), OBJECTS)
def test_who_sees_it_of_everybody(cast: Cast, key: str, one: Object) -> None:
    """Everybody of the cast, in the position that comes first."""
    made = in_state(cast, key, one, "out")
    named = {*one.manages.split(), *one.reads.split()}
    sees = {
        who
        for who in cast.people
        if Resource.objects.filter(seen_by(cast.actor(who), kind_of(key)), pk=made.pk)
    }
    assert sees - SIGNED_OUT == named


def asked_few(one: Object) -> list[str]:
    """Two who manage it, two who read it, its author, and strangers: of the class beside, of another school, without
    rights, of a closed school, signed out."""
    few = one.manages.split()[:2] + one.reads.split()[:1] + one.reads.split()[-1:]
    return list(dict.fromkeys([*few, one.author, "noe", "director_verne", "contact", CLOSED, *SIGNED_OUT]))


def asked_of(one: Object) -> list[str]:
    """Who is named, and a stranger for each way of being one: another class, another school, closed, signed out…"""
    strangers = "noe guardian_verne director_verne contact former_teacher inspector restricted_2 restricted_3"
    return list(dict.fromkeys(f"{one.manages} {one.reads} {one.author} {strangers} {CLOSED}".split()))


# Of whom each page is asked: everybody of the cast is asked of the policy (above), and all who are named in the drill.
askers = sized(asked_few, asked_of)


def asked_in_turn(one: Object, page: str) -> list[str]:
    """Of whom a page of an act is asked: its author, one who manages it beside, one who reads it and two of the
    strangers, others from one page to the next; in the drill all who are named."""
    if FULL:
        return asked_of(one)
    turn = crc32(f"{one.name} {page}".encode())
    few, strangers = (
        asked_few(one),
        [who for who in asked_few(one) if who not in f"{one.manages} {one.reads}".split()],
    )
    beside = [who for who in few if who in one.manages.split() and who != one.author]
    reads = [who for who in few if who in one.reads.split() and who not in one.manages.split()]
    chosen = [one.author, *(people[turn % len(people)] for people in (beside, reads) if people)]
    chosen += (
        [strangers[(turn + step) % len(strangers)] for step in (0, 1)] if len(strangers) > 1 else strangers
    )
    return list(dict.fromkeys(chosen))


def acts_of(key: str, one: Object) -> tuple[str, ...]:
    """The pages of its acts: all of them, or a third, others from one object of a kind to the next."""
    pages, objects = pages_of(key)[1:], KINDS[key].objects
    if all_is_asked(key, one):
        return pages
    return tuple(page for number, page in enumerate(pages) if (number - objects.index(one)) % 3 == 0)


@pytest.mark.drill
@pytest.mark.parametrize(("key", "one"), OBJECTS)
@pytest.mark.parametrize("state", ["draft", "out"])
def test_who_has_the_pages_of_its_acts(cast: Cast, ask: Any, key: str, one: Object, state: str) -> None:
    made = in_state(cast, key, one, state)
    wrong = [
        (page, who, got)
        for page in acts_of(key, one)
        if state == "out" or page in ON_DRAFTS
        for who in asked_in_turn(one, page)
        if (
            got := ask(
                who,
                "GET",
                reverse(f"{key}:{page}", args=[made.public_id, *([1] if page == "version" else [])]),
            )
        )
        not in expected(key, one, state, page, who)
    ]
    assert not wrong


@pytest.mark.parametrize("key", KEYS)
def test_who_acts(cast: Cast, ask: Any, key: str) -> None:
    """The same by POST, on the first object: refused to whom its page is, and let through else."""
    one = KINDS[key].objects[0]
    wrong = []
    for state, acts in (
        ("out", ("withdraw", "trash", "copy", "correct", "readdress", "hand_over")),
        ("trashed", ("restore",)),
    ):
        made = in_state(cast, key, one, state)
        for act in acts:
            for who in asked_few(one):
                got = ask(who, "POST", reverse(f"{key}:{act}", args=[made.public_id]), undone=True)
                # A form without what it asks comes back with what is to mend.
                mended = {422} if who in one.manages.split() and state == "out" else set()
                if got not in expected(key, one, state, act, who) | mended:
                    wrong.append((act, who, got))
    assert not wrong


@pytest.mark.parametrize("key", KEYS)
def test_who_writes_and_who_has_the_list(cast: Cast, ask: Any, key: str) -> None:
    rows = KINDS[key]
    writes = {*rows.writes.split(), *rows.writes_elsewhere.split()}
    wrong = []
    for who in cast.people:
        for page, allowed in (("new", writes), ("list", set(rows.lists.split()))):
            wanted = 302 if who in SIGNED_OUT else 403 if who == CLOSED else 200 if who in allowed else 404
            if (got := ask(who, "GET", reverse(f"{key}:{page}"))) != wanted:
                wrong.append((page, who, got, wanted))
        wanted = 401 if who in SIGNED_OUT else 403 if who == CLOSED else 422 if who in writes else 404
        if (got := ask(who, "POST", reverse(f"{key}:autosave"))) != wanted:
            wrong.append(("autosave", who, got, wanted))
        told = 200 if wanted == 422 else wanted
        if (got := ask(who, "POST", reverse(f"{key}:audience"))) != told:
            wrong.append(("audience", who, got, told))
    assert not wrong


@pytest.mark.parametrize("key", KEYS)
def test_nobody_who_is_not_signed_in_has_anything(client: Client, cast: Cast, key: str) -> None:
    made = in_state(cast, key, KINDS[key].objects[0], "out")
    carries = kind_of(key).get(Files) is not None
    for name in NAMES if carries else set(NAMES) - {"files", "file_send", "file_remove"}:
        args = [] if name in {"list", "new", "autosave", "audience"} else [made.public_id]
        args += [1] if name == "version" else [made.public_id] if name == "file_remove" else []
        address = reverse(f"{key}:{name}", args=args)
        got = (
            client.post(address)
            if name in {"autosave", "audience", "restore", "copy", "file_send", "file_remove"}
            else client.get(address)
        )
        assert got.status_code == (401 if name in {"autosave", "audience", "file_send"} else 302), name


@pytest.mark.parametrize("key", KEYS)
def test_an_author_addresses_nobody_beyond_the_own_reach(cast: Cast, sign_in: Any, key: str) -> None:
    """What is not among the boxes is refused, and nothing is kept."""
    one = next(one for one in KINDS[key].objects if one.to != "team")
    client = sign_in(cast.people[one.author])
    posted = {
        "title": "Ailleurs",
        "text": "Mots",
        "to": [f"class:{cast.ce1_verne.public_id}"],
        "do": "preview",
    }
    assert client.post(reverse(f"{key}:new"), posted).status_code == 422
    assert not Resource.objects.filter(title="Ailleurs").exists()


@pytest.mark.parametrize("key", KEYS)
def test_a_draft_is_not_in_anybody_elses_lists(cast: Cast, sign_in: Any, key: str) -> None:
    one = KINDS[key].objects[0]
    draft(cast, key, one, title="Pas encore")
    for who in {*one.manages.split()} - {one.author}:
        for which in ("", "brouillons", "a-venir", "passe", "corbeille"):
            page = sign_in(cast.people[who]).get(f"{reverse(f'{key}:list')}?voir={which}")
            assert "Pas encore" not in page.content.decode()
