"""One thing of a kind, in a state, for the tests of all kinds."""

import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import Body, Files, form_fields, kinds, needs_day
from eprimo.foundation.content.kinds import Kind, Readers, To, kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.samples import samples_of
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import (
    thing_publish,
    thing_trash,
    thing_withdraw,
)
from eprimo.foundation.content.things.protected_contact import mark_of, words_of
from eprimo.foundation.directory.models import Territory
from eprimo.foundation.kernel import clock
from tests.cast import Cast
from tests.changed import of_turn
from tests.conftest import NOW
from tests.reference.contents import FOLDERS, KINDS, Object

KEYS = sorted(KINDS)
# What the kernel does alike for all of them (life, drafts, notices, desks, dates, pages, what is kept, what is above
# schools) is asked of the kind of the tests and of one more by the day, one that changed when some did. What a kind
# itself says (its rights, its form, its words) is asked of each; of a service that a test copied in, all.
ADDED = os.environ.get("ADDED_SERVICE", "").rpartition(".")[2]
IN_TURN = of_turn({key: f"eprimo/services/{FOLDERS.get(key, key)}" for key in KEYS}, "toy", always=ADDED)
# Objects that are for the schools of a territory, called by the column of its mandate.
ABOVE = frozenset({"academy", "circonscription"})
# Those of one thing.
PAGES = (
    "thing",
    "version",
    "edit",
    "publish",
    "discard",
    "correct",
    "withdraw",
    "trash",
    "readdress",
    "hand_over",
)


def pages_of(key: str) -> tuple[str, ...]:
    """The same of one kind."""
    return (*PAGES, "files") if kind_of(key).get(Files) is not None else PAGES


TEXT = "Le spectacle est à 8 h 30."


def target_of(cast: Cast, to: str) -> tuple[To, int]:
    """The target that the rows call so."""
    ids = {
        "class": cast.ce1.pk, "group": cast.chorale.pk, "child": cast.lea.pk, "family": cast.lea.pk,
        "school": cast.tilleuls.pk, "team": cast.tilleuls.pk,
    }  # fmt: skip
    if to in ABOVE:
        return To.TERRITORY, Territory.objects.get(**{f"{to}__isnull": False}).pk
    return To(to), ids[to]


def key_of(cast: Cast, to: str) -> str:
    """The box that the form of its author ticks for it."""
    public = {"class": cast.ce1, "group": cast.chorale, "child": cast.lea, "family": cast.lea}.get(to)
    if to in ABOVE:
        public = Territory.objects.get(**{f"{to}__isnull": False})
    return f"{target_of(cast, to)[0]}:{public.public_id}" if public else to


def readers_of(one: Object) -> frozenset[Readers]:
    """Whom of those it is addressed to its author chose."""
    pupils = {Readers.PUPILS} if one.pupils else set()
    return frozenset(Readers(name) for name in one.readers.split()) | pupils


def facts_of(kind: Kind) -> Mapping[str, Any]:
    """What the own form of the kind takes: as in the first sample of its folder."""
    told = samples_of(kind)[0].facts if form_fields(kind) else {}
    return {**told, "event_on": (NOW + timedelta(days=5)).date()} if needs_day(kind) else told


def said(cast: Cast, kind: Kind, one: Object, **more: Any) -> DraftInput:
    text = richtext.parse(TEXT) if kind.get(Body) is not None else {"type": "doc", "content": []}
    given: dict[str, Any] = {
        "title": f"Un {kind.key}", "body": text, "targets": (target_of(cast, one.to),), "readers": readers_of(one),
        "facts": facts_of(kind),
    }  # fmt: skip
    return DraftInput(**given | more)


def draft(cast: Cast, key: str, one: Object, **more: Any) -> Resource:
    kind = kind_of(key)
    return draft_save(actor=cast.actor(one.author), kind=kind, said=said(cast, kind, one, **more))


def published(cast: Cast, key: str, one: Object, *, at: datetime | None = None, **more: Any) -> Resource:
    """Out, or to come. Its author says of the hour in `TEXT` that it may be read by all."""
    made = draft(cast, key, one, **more)
    return thing_publish(
        actor=cast.actor(one.author), kind=kind_of(key), resource=made, at=at, confirmed=mark(key, made)
    )


def mark(key: str, made: Resource) -> str:
    """Of the words of a draft, for who has read them."""
    return mark_of(words_of(made.title, made.draft or richtext.EMPTY, facts_of(kind_of(key))))


def in_state(cast: Cast, key: str, one: Object, state: str) -> Resource:
    """« draft », « to come », « out », « withdrawn », « trashed »."""
    if state == "draft":
        return draft(cast, key, one)
    if state == "to come":
        return published(cast, key, one, at=clock.now() + timedelta(days=2))
    made = published(cast, key, one)
    act = {"withdrawn": thing_withdraw, "trashed": thing_trash}.get(state)
    return act(actor=cast.actor(one.author), kind=kind_of(key), resource=made) if act else made


def kind_keys() -> list[str]:
    return [kind.key for kind in kinds()]


def next_day() -> date:
    return (NOW + timedelta(days=1)).date()


def first(key: str) -> Object:
    """The first object of its rows."""
    return KINDS[key].objects[0]
