"""Things of declared kinds in the open schools: the samples of the folder of each kind, through the real acts."""

from datetime import datetime, timedelta
from random import Random

from eprimo.devtools.demo.academy.cast import Cast
from eprimo.devtools.demo.academy.people import Loaded
from eprimo.devtools.demo.academy.texts import fr
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import kinds
from eprimo.foundation.content.kinds import Kind, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.samples import Sample, samples_of
from eprimo.foundation.content.things.drafts import DraftInput, draft_save, last_day
from eprimo.foundation.content.things.events import ThingMoved
from eprimo.foundation.content.things.life import thing_correct, thing_publish, thing_withdraw
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.models import OutboxEvent, OutboxState
from eprimo.foundation.notifications.family_notices import tell


def show_things(loaded: dict[str, Loaded], cast: Cast, rng: Random) -> None:
    """By the head of each school that is open; nobody writes in the others. By who acts above them, for all."""
    now = clock.now()
    _above(cast, rng)
    for one in loaded.values():
        for kind in kinds():
            for sample in samples_of(kind):
                if sample.to == To.TERRITORY:
                    continue
                at = now - timedelta(days=sample.days_ago, minutes=rng.randrange(240))
                with clock.frozen(at):
                    actor = for_person(one.director.pk, role=Role.DIRECTOR, school_id=one.school.pk)
                if actor.closed:
                    continue
                with clock.frozen(at):
                    made = _published(actor, kind, sample, _target(sample, one))
                    # Told at once, as of that day.
                    tell(ThingMoved(made.pk))
                _later(actor, kind, sample, made, at)
    tell_what_moved()


def tell_what_moved() -> None:
    """What waits to be told of things that are out, is told now: none of it rings when the demo runs."""
    waiting = OutboxEvent.objects.filter(
        kind="foundation.content.things.ThingMoved", state=OutboxState.PENDING, due_at__lte=clock.now()
    )
    for row in waiting.order_by("pk"):
        tell(ThingMoved(**row.payload))
    waiting.delete()


def _later(actor: Actor, kind: Kind, sample: Sample, made: Resource, at: datetime) -> None:
    """What its author did of it the same day."""
    if sample.corrected:
        with clock.frozen(at + timedelta(hours=1)):
            body = richtext.parse(fr(sample.corrected))
            thing_correct(
                actor=actor, kind=kind, resource=made, title=made.title, body=body, until=last_day(made)
            )
            tell(ThingMoved(made.pk))
    if sample.withdrawn:
        with clock.frozen(at + timedelta(hours=2)):
            thing_withdraw(actor=actor, kind=kind, resource=made)
            tell(ThingMoved(made.pk))


def _above(cast: Cast, rng: Random) -> None:
    """For the schools of a whole territory."""
    now = clock.now()
    for kind in kinds():
        for sample in samples_of(kind):
            if sample.to != To.TERRITORY:
                continue
            at = now - timedelta(days=sample.days_ago, minutes=rng.randrange(240))
            with clock.frozen(at):
                actor = for_person(cast.people[sample.by.value].pk, role=sample.by)
                made = _published(actor, kind, sample, min(actor.territory_ids))
            _later(actor, kind, sample, made, at)


def _target(sample: Sample, loaded: Loaded) -> int:
    """The school, or the first of its classes."""
    return next(iter(loaded.classes.values())).pk if sample.to == To.CLASS else loaded.school.pk


def _published(actor: Actor, kind: Kind, sample: Sample, target: int) -> Resource:
    today = clock.today(actor.time_zone)
    said = DraftInput(
        title=fr(sample.title),
        body=richtext.parse(fr(sample.text)),
        targets=((sample.to, target),),
        readers=sample.readers,
        until=today + timedelta(days=sample.shown_for) if sample.shown_for is not None else None,
        facts=sample.facts_on(today),
    )
    made = draft_save(actor=actor, kind=kind, said=said)
    return thing_publish(actor=actor, kind=kind, resource=made)
