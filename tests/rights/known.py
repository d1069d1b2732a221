"""What the product already said of one world. Between two questions nothing changes but the instant: each answer is
kept for the instant it was given at, and what is read of many rows is read of all of them at once.
"""

from collections.abc import Callable, Hashable
from datetime import date, datetime
from typing import Any, cast

from django.db.models import QuerySet

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.access.links import links_in_scope, read_links
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content.things.search import rows_found
from eprimo.foundation.conversations import policies as conversations
from eprimo.foundation.conversations.models import Conversation
from eprimo.foundation.directory.models import Person
from eprimo.foundation.directory.policies import scope, support
from eprimo.foundation.directory.policies.sight import Sight, sights_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.presence import policies as presence
from eprimo.foundation.presence.models import Absence, HalfDay, Hosting
from eprimo.services.homework.models import Homework
from eprimo.services.homework.policies import lines_visible_to
from eprimo.services.homework.queries.families import lines_of
from eprimo.services.homework.queries.study import study_lines
from eprimo.services.homework.queries.weeks import lines_for, places_for
from eprimo.services.liaison.children import ChildNow, child_now
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.policies import visibility
from eprimo.services.liaison.queries.follow_up import follow_up_rows
from eprimo.services.liaison.queries.note import whole_notes
from eprimo.services.liaison.queries.pages import versions_for
from tests.rights.load import Loaded

type Pair = tuple[str, str]
# Note, child, guardian.
type Talk = tuple[int, int, int]


def _who(actor: Actor) -> Hashable:
    return actor.person_id, actor.role, actor.school_id, actor.scope


class Known:
    """Rows of a world, and what was asked about them. The clock is held at the instant of the question."""

    def __init__(self, rows: Loaded) -> None:
        self.rows = rows
        self._found: dict[tuple[datetime, tuple[Hashable, ...]], Any] = {}
        self._talks: dict[Talk, Any] | None = None

    def _once[T](self, read: Callable[[], T], *key: Hashable) -> T:
        at = (clock.now(), key)
        if at not in self._found:
            self._found[at] = read()
        return cast("T", self._found[at])

    def _listed(self, actor: Actor, what: str, rows: QuerySet[Any]) -> set[Any]:
        return self._once(lambda: set(rows.values_list("pk", flat=True)), what, _who(actor))

    def actor(
        self, person: int, role: Role, school: int | None, scope: frozenset[int] | None = None
    ) -> Actor:
        """`scope`: the schools of the sheets that opened the session."""
        every = self._once(lambda: read_links(person, clock.now()), "links", person)
        links = every if scope is None else links_in_scope(every, scope)
        return self._once(
            lambda: for_person(person, role=role, school_id=school, links=links, scope=scope),
            *("actor", person, role, school, scope),
        )

    def account(self, person: int) -> int:
        every = self._once(lambda: dict(Account.objects.values_list("person_id", "pk")), "accounts")
        return cast("int", every[person])

    def sight(self, actor: Actor, person: int) -> Sight:
        people = list(self.rows.people.values())
        return self._once(lambda: sights_of(actor, people), "sights", _who(actor))[person]

    def finds(self, actor: Actor, person: int) -> bool:
        return person in self._listed(actor, "found", Person.objects.filter(scope.people_found_by(actor)))

    def finds_through_support(self, actor: Actor, person: int) -> bool:
        through = Person.objects.filter(support.people_through_support(actor))
        return person in self._listed(actor, "support", through)

    def sees_half_day(self, actor: Actor, row: HalfDay) -> bool:
        rows = HalfDay.objects.filter(presence.half_days_visible_to(actor))
        return row.pk in self._listed(actor, "half-days", rows)

    def sees_hosting(self, actor: Actor, row: Hosting) -> bool:
        rows = Hosting.objects.filter(presence.hostings_visible_to(actor))
        return row.pk in self._listed(actor, "hostings", rows)

    def sees_absence(self, actor: Actor, row: Absence) -> bool:
        rows = Absence.objects.filter(presence.absences_visible_to(actor))
        return row.pk in self._listed(actor, "absences", rows)

    def sees_line(self, actor: Actor, row: Homework) -> bool:
        return row.pk in self._listed(actor, "lines", Homework.objects.filter(lines_visible_to(actor)))

    def finds_line(self, actor: Actor, row: Homework) -> bool:
        """By the word that all of them begin with."""
        return row.text in self._once(
            lambda: {one.words for one in rows_found(actor, "entry")}, "lines found", _who(actor)
        )

    def family_lines(self, actor: Actor) -> dict[int, Any]:
        """The lines of own children, or of the pupil, with whom each is for."""
        own = actor.role == Role.PUPIL or bool(actor.children)
        return self._once(
            lambda: {one.pk: one for one in lines_of(actor, date.min, date.max)} if own else {},
            "family lines",
            _who(actor),
        )

    def lists_line(self, actor: Actor, row: Homework) -> bool:
        """In the list of a family, or on the page of the class or group."""

        def at_work() -> set[int]:
            found: set[int] = set()
            for place in places_for(actor) if not actor.closed else ():
                found |= set(lines_for(actor, place, date.min, date.max).values_list("pk", flat=True))
            return found | {one.pk for one in study_lines(actor)}

        return row.pk in self._once(at_work, "lines at work", _who(actor)) or row.pk in self.family_lines(
            actor
        )

    def note(self, pk: int) -> Note:
        return self._once(
            lambda: whole_notes(Note.objects.order_by("pk").values_list("pk", flat=True)), "notes"
        )[pk]

    def lists(self, actor: Actor, note: Note) -> bool:
        return note.pk in self._listed(actor, "listed", Note.objects.filter(visibility.visible_to(actor)))

    def versions(self, actor: Actor, note: Note) -> set[int]:
        return self._once(
            lambda: {version.number for version in versions_for(actor, note)},
            "versions",
            _who(actor),
            note.pk,
        )

    def follows(self, actor: Actor, note: Note) -> set[int]:
        """The children of the rows of its follow-up."""
        return self._once(
            lambda: {row.child_id for row in follow_up_rows(actor, note)}, "follow-up", _who(actor), note.pk
        )

    def recipient(self, note: Note, child: int) -> Recipient | None:
        every = self._once(
            lambda: {(one.note_id, one.child_id): one for one in Recipient.objects.all()}, "recipients"
        )
        return every.get((note.pk, child))

    def child(self, child: Person, school: int) -> ChildNow:
        return self._once(lambda: child_now(child, school, clock.now()), "child", child.pk, school)

    def reads_thread(self, actor: Actor, talk: Talk) -> bool:
        if self._talks is None:
            self._talks = self._begun()
        return self._talks[talk] in self._listed(
            actor, "threads", Conversation.objects.filter(conversations.visible_to(actor))
        )

    def _begun(self) -> dict[Talk, Any]:
        """A conversation under each note that was sent with each guardian of each child it reached."""
        guardians: dict[int, list[int]] = {}
        for link in self.rows.guardianships.values():
            guardians.setdefault(link.child_id, []).append(link.adult_id)
        Conversation.objects.bulk_create(
            (
                Conversation(
                    school_year=one.school_year, resource_id=one.note_id, child_id=one.child_id,
                    guardian_id=guardian, school_id=one.school_id,
                )
                for one in Recipient.objects.all()
                for guardian in guardians.get(one.child_id, ())
            ),
            ignore_conflicts=True,
        )  # fmt: skip
        rows = Conversation.objects.exclude(resource=None)
        return {(one.resource_id, one.child_id, one.guardian_id): one.pk for one in rows}
