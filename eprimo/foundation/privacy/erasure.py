"""Erasing people: everything that their apps declare goes or loses their name; a nameless row keeps the facts whole,
until no fact names it any more."""

from collections import Counter
from collections.abc import Sequence

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.models import Person
from eprimo.foundation.directory.queries.merges import with_absorbed
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.ids import uuid7
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.retention_rules import Erasing, Fate, Retention, erasers
from eprimo.foundation.kernel.services import discover, retentions
from eprimo.foundation.privacy.journal import journal_write
from eprimo.foundation.privacy.models import ContentObjection
from eprimo.foundation.privacy.models.erasure import Reason
from eprimo.foundation.privacy.retention_rows import blank
from eprimo.foundation.privacy.states import standing_of

__all__ = ["Reason", "contents_erase", "person_erase"]


@transaction.atomic
def person_erase(*, person: Person, reason: Reason | str, actor: Actor | None = None) -> dict[str, int]:
    """Erase now, whatever the delay left; returns how many rows of each model went or lost a name.

    The row stays, nameless, as long as facts name it. No right is asked here: the caller has required it. Erasing
    twice does nothing.
    """
    row = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if row.erased_at is not None:
        return {}
    standing = standing_of(row.pk)
    school = actor.school_id if actor and actor.school_id else next(iter(standing.school_ids), None)
    done = people_erase([row.pk], reason=Reason(reason))
    audit(
        actor, "privacy.person.erased", row, school_id=school, subject_id=row.pk, reason=Reason(reason).value
    )
    return dict(done)


def people_erase(ids: Sequence[int], *, reason: Reason) -> Counter[str]:
    """Erase several people, with the rows that were made one with them; inside the caller's transaction and without a
    line in the trail. Returns how many rows of each model went or lost a name."""
    discover()
    whole = with_absorbed(ids)
    people = list(Person.objects.select_for_update(no_key=True).filter(pk__in=whole, erased_at=None))
    if not people:
        return Counter()
    keys = tuple(person.pk for person in people)
    objecting = ContentObjection.objects.filter(person__in=keys).values_list("person", flat=True)
    erasing = Erasing(keys, tuple(objecting))
    done: Counter[str] = Counter()
    for erase in erasers():
        done.update(erase(erasing))
    for line in retentions():
        for column, fate in line.persons.items():
            done[line.model] += _settle(line, column, fate, keys)
    journal_write(people, reason)
    _unname(people)
    done["directory.Person"] += len(people)
    touch(people=keys)
    return +done


@transaction.atomic
def contents_erase(ids: Sequence[int]) -> Counter[str]:
    """Erase what these people shared, and nothing else of them: they stay, as facts about it do. The caller asks for
    the right and writes the line of the trail."""
    discover()
    done: Counter[str] = Counter()
    for erase in erasers():
        done.update(erase(Erasing((), objecting=tuple(ids))))
    return +done


def _settle(line: Retention, column: str, fate: Fate, people: Sequence[int]) -> int:
    rows = apps.get_model(line.model)._default_manager.filter(**{f"{column}__in": people})  # noqa: SLF001 - documented
    if fate.goes:
        by_model: dict[str, int] = rows.delete()[1]
        return by_model.get(line.model, 0)
    return blank(rows, fate.blank) if fate.blank else 0


def _unname(people: Sequence[Person]) -> None:
    """What is left of them: a number. Even the public id is another one, so that no kept address leads back."""
    now = clock.now()
    for person in people:
        person.last_name = person.usual_name = person.first_name = person.civility = person.sex = ""
        person.animal = person.chosen_animal = ""
        person.birth_date, person.protected = None, False
        person.public_id, person.erased_at = uuid7(), now
    names = ("last_name", "usual_name", "first_name", "civility", "sex", "animal", "chosen_animal")
    Person.objects.bulk_update(people, [*names, "birth_date", "protected", "public_id", "erased_at"])


def unnamed() -> QuerySet[Person]:
    """The erased whom nothing names.

    One « not any » of some ninety questions, each an index that is looked up: as ninety « and not » they are ninety
    joins, and the server takes a second to put them in order.
    """
    named = Q()
    for relation in Person._meta.get_fields(include_hidden=True):  # noqa: SLF001 - documented
        if relation.is_relation and relation.auto_created and not relation.concrete:
            column = relation.field.attname  # type: ignore[union-attr]
            rows = relation.related_model._default_manager.filter(**{column: OuterRef("pk")})  # type: ignore[union-attr] # noqa: SLF001
            named |= Q(Exists(rows))
    return Person.objects.filter(~named, erased_at__isnull=False)


def stubs_forget(most: int) -> int:
    """Delete so many of them at most; returns how many went. The trail reads « personne effacée » all the same."""
    ids = list(unnamed().order_by("pk").values_list("pk", flat=True)[:most])
    Person.objects.filter(pk__in=ids).delete()
    return len(ids)
