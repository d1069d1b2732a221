"""For each kind: an hour or a place that a family among its readers must not read is asked about, once."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Body
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, To, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.life import thing_correct, thing_publish, thing_readdress
from eprimo.foundation.content.things.protected_contact import CONFIRMED, TellsWhereabouts, found_in, words_of
from eprimo.foundation.directory.models import GuardianRestriction
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.models import AuditLine
from tests.cast import Cast
from tests.contract.things import KEYS, draft, facts_of, mark
from tests.reference.contents import KINDS, Object

pytestmark = pytest.mark.parametrize("key", KEYS)
ASKED = "Une famille de ce groupe ne doit pas lire de lieu ni d’heure ici"
TITLE = "Rendez-vous à la piscine à 9 h"


def by_its_head(key: str, to: str = "class") -> Object:
    """Written by who may address CM2, where a family must not read an hour."""
    found = next((one for one in KINDS[key].objects if one.to == to and not one.pupils), None)
    assert found is not None, f"{key} is not addressed to a {to}"
    return Object(found.name, found.to, author(key), "", "")


def author(key: str) -> str:
    return "director" if Role.DIRECTOR in kind_of(key).writing.authors else "teacher_cm2"


def told(cast: Cast, key: str, **more: Any) -> Resource:
    given = {"title": TITLE, "body": richtext.EMPTY, "targets": ((To.CLASS, cast.cm2.pk),)}
    if kind_of(key).get(Body) is not None:
        given["body"] = richtext.parse("Un maillot.")
    return draft(cast, key, by_its_head(key), **given | more)


def publish(cast: Cast, kind: Kind, made: Resource, confirmed: str = "") -> Resource:
    return thing_publish(actor=cast.actor(author(kind.key)), kind=kind, resource=made, confirmed=confirmed)


def test_it_is_not_shown_before_its_author_says_what_it_is(cast: Cast, key: str) -> None:
    kind, made = kind_of(key), told(cast, key)
    with pytest.raises(TellsWhereabouts) as asked:
        publish(cast, kind, made)
    own = found_in(words_of("", richtext.EMPTY, facts_of(kind)))
    assert asked.value.ask.found == ("à la piscine", "à 9 h", *own)
    with pytest.raises(TellsWhereabouts):
        publish(cast, kind, made, "of other words")
    made.refresh_from_db()
    assert made.state == ResourceState.DRAFT
    assert publish(cast, kind, made, asked.value.ask.mark).state == ResourceState.PUBLISHED
    assert AuditLine.objects.get(act=f"{key}.thing.published").details["confirmed"] is True


def test_nobody_is_asked_where_every_family_may_read_it(cast: Cast, key: str) -> None:
    """Another class; words that tell nothing; a decision that is over; one that hides the child altogether."""
    kind = kind_of(key)
    publish(cast, kind, told(cast, key, targets=((To.CLASS, cast.ce1.pk),)))
    publish(cast, kind, told(cast, key, title="Un goûter", facts=_silent(kind)))
    rows = GuardianRestriction.objects.filter(guardianship__adult=cast.restricted_1)
    rows.update(level=2)
    publish(cast, kind, told(cast, key))
    rows.update(level=1, lifted_at=clock.now())
    publish(cast, kind, told(cast, key))


def test_it_is_asked_once_for_the_same_words(cast: Cast, key: str) -> None:
    kind, made = kind_of(key), told(cast, key)
    made = publish(cast, kind, made, mark(key, made))
    body = richtext.parse("Un bonnet.") if kind.get(Body) is not None else richtext.EMPTY
    given: dict[str, Any] = {"actor": cast.actor(author(key)), "kind": kind, "body": body}
    if kind.get(Body) is not None:
        made = thing_correct(**given, resource=made, title=TITLE)
    with pytest.raises(TellsWhereabouts):
        thing_correct(**given, resource=made, title="Rendez-vous à la piscine à 10 h")
    if kind.get(Body) is not None:
        later = richtext.parse("Un maillot, avant 8 h 30.")
        with pytest.raises(TellsWhereabouts) as asked:
            thing_correct(**given | {"body": later}, resource=made, title=TITLE)
        assert asked.value.ask.found == ("avant 8 h 30",)
        thing_correct(**given | {"body": later}, resource=made, title=TITLE, confirmed=asked.value.ask.mark)
        # One text told less: what is left was said.
        thing_correct(**given | {"body": later}, resource=made, title="La piscine")
    thing_correct(**given, resource=made, title="Le bonnet")
    made.refresh_from_db()
    assert made.title == "Le bonnet"


def test_who_gives_it_to_more_families_is_asked_too(cast: Cast, key: str) -> None:
    kind = kind_of(key)
    made = publish(cast, kind, told(cast, key, targets=((To.CLASS, cast.ce1.pk),)))
    given: dict[str, Any] = {"actor": cast.actor(author(key)), "kind": kind, "resource": made}
    both = [(To.CLASS, cast.ce1.pk), (To.CLASS, cast.cm2.pk)]
    with pytest.raises(TellsWhereabouts) as asked:
        thing_readdress(**given, targets=both)
    thing_readdress(**given, targets=both, confirmed=asked.value.ask.mark)
    # Said once: who gives it to fewer is not asked again.
    assert made.versions.get(number=made.version).facts[CONFIRMED]
    thing_readdress(**given, targets=both[1:])
    assert made.targets.get().target == cast.cm2.pk


def test_pages_ask_and_take_the_answer_without_script(cast: Cast, key: str, sign_in: Any) -> None:
    made, client = told(cast, key), sign_in(cast.people[author(key)])
    address = reverse(f"{key}:publish", args=[made.public_id])
    page = client.get(address).content.decode()
    assert ASKED in page
    assert "Zoé" not in page
    refused = client.post(address, {"when": "now"})
    assert refused.status_code == 422
    assert ASKED in refused.content.decode()
    answer = client.post(address, {"when": "now", "words": mark(key, made)})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.state == ResourceState.PUBLISHED
    corrected = reverse(f"{key}:correct", args=[made.public_id])
    given = {"title": "Départ à 7 h 15", "text": "Un maillot.", "version": 1, **_own(key)}
    assert ASKED in client.post(corrected, given).content.decode()
    # What it says is looked over before it leaves; « Revenir au texte » keeps it.
    given["title"] = "Un bonnet aussi"
    looked = client.post(corrected, given)
    assert "Relire la correction" in looked.text
    assert "Un bonnet aussi" in looked.text
    made.refresh_from_db()
    assert made.version == 1
    assert 'value="Un bonnet aussi"' in client.post(corrected, given | {"sure": "1", "do": "edit"}).text
    assert client.post(corrected, given | {"sure": "1"}).status_code == 302
    made.refresh_from_db()
    assert (made.version, made.title) == (2, "Un bonnet aussi")


def _silent(kind: Kind) -> dict[str, Any]:
    """What its form takes, with no hour and no place in its words."""
    return {
        name: "Un bonnet" if isinstance(one, str) and found_in([one]) else one
        for name, one in facts_of(kind).items()
    }


def _own(key: str) -> dict[str, Any]:
    return {name: one for name, one in facts_of(kind_of(key)).items() if one is not False}
