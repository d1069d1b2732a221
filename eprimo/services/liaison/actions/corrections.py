"""Correcting a note after it was sent: what it says and announces, who signs or answers again; and putting it off."""

from collections import defaultdict
from copy import copy
from datetime import date, timedelta

from django.db import transaction

from eprimo.foundation.content import richtext
from eprimo.foundation.content.actions import version_add
from eprimo.foundation.content.things.drafts import MAX_TITLE
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import Conflict, DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.actions.notices import Card, Ring, notices_again, notices_redate
from eprimo.foundation.notifications.models import Lane
from eprimo.foundation.notifications.quiet_hours import delivery_plan
from eprimo.services.liaison.actions.drafts import fill_particulars
from eprimo.services.liaison.actions.lifecycle import is_visible
from eprimo.services.liaison.actions.notices import CARDS, CORRECTED
from eprimo.services.liaison.actions.trail import audit_note
from eprimo.services.liaison.actions.whereabouts import require_confirmed
from eprimo.services.liaison.departure import check_days
from eprimo.services.liaison.enums import DATED, NoteKind, OwedState
from eprimo.services.liaison.locks import lock_note
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.particulars import DAY, NoteParticulars, particulars_of
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.questions import Question, checked_questions, require_askable, to_stored
from eprimo.services.liaison.state import is_closed, outcome_of, state_of
from eprimo.services.liaison.topics import touch_note
from eprimo.services.liaison.versions import VersionFacts, asks_again, changed_names, version_facts

_A_DAY = timedelta(days=1)


@transaction.atomic
def note_correct(
    *,
    actor: Actor,
    note: Note,
    title: str,
    body: richtext.Node,
    particulars: NoteParticulars | None = None,
    base: int | None = None,
    confirmed: str = "",
) -> Note:
    """Make a new version of a sent note, of which readers are told; before families see it, the note is simply another
    one. Return the note.

    Once they saw it, questions are only added; when the day, the hours, the place or the questions are others, who
    signed or answered is asked again: what they did stays, with its version. A refusal stands. Without `particulars`
    only the words change. `base`: the revision that was corrected; Conflict when another correction came first.
    `confirmed`: as for `note_send`.
    """
    note = _held(actor, note, base)
    title, body = _words(title, body)
    current = note.resource.versions.get(number=note.resource.version)
    before = version_facts(note, current.title, current.body)
    seen, was_closed = is_visible(note), is_closed(note)
    if particulars is not None:
        _fill(note, particulars, before, seen=seen)
    after = version_facts(note, title, body)
    if before == after:
        return note
    require_confirmed(note, title, body, confirmed)
    if not current.facts:
        # It was sent before versions kept what they announced.
        current.facts = before.to_json()
        current.save(update_fields=["facts"])
    made = version_add(
        resource=note.resource, author_id=actor.person_id, title=title, body=body, facts=after.to_json(),
        unseen=not seen,
    )  # fmt: skip
    again = seen and _asks_again(note, before, after)
    if again:
        note.asked_version = made.number
    note.summary = richtext.summary(body)
    note.save()
    audit_note(
        actor, "liaison.note.corrected", note, version=made.number,
        changed=list(changed_names(before, after)), again=again,
    )  # fmt: skip
    if note.delivered_at is not None:
        _tell(note, again=again, reopened=was_closed and not is_closed(note))
    touch_note(note)
    return note


def _held(actor: Actor, note: Note, base: int | None) -> Note:
    """Return the note, locked, when the actor may correct it and it is the one that was before the eyes."""
    note = lock_note(note)
    require(acts.may_correct, actor, note)
    _require_last(note, base)
    require_out(note)
    return note


def _require_last(note: Note, base: int | None) -> None:
    if base is not None and base != note.resource.revision:
        raise Conflict("Ce mot vient d’être corrigé par une autre personne. Relisez-le avant de le corriger.")


def correction_of(
    *,
    note: Note,
    title: str,
    body: richtext.Node,
    particulars: NoteParticulars,
    base: int | None = None,
    confirmed: str = "",
) -> tuple[VersionFacts, VersionFacts, bool]:
    """Return what families know, what this correction would tell them, and whether it would ask them again; nothing
    is written. Raises what the correction itself would raise."""
    _require_last(note, base)
    require_out(note)
    trial = copy(note)
    title, body = _words(title, body)
    current = note.resource.versions.get(number=note.resource.version)
    before = version_facts(note, current.title, current.body)
    _fill(trial, particulars, before, seen=True)
    after = version_facts(trial, title, body)
    require_confirmed(trial, title, body, confirmed)
    return before, after, _asks_again(trial, before, after)


def _asks_again(note: Note, before: VersionFacts, after: VersionFacts) -> bool:
    """Return whether a correction asks families to act again; what is over asks nothing."""
    return note.asks_act and not is_closed(note) and asks_again(before, after)


def require_out(note: Note) -> None:
    """Raise DomainError for a note that was archived: it asks nothing of families, and its correction would ring
    them."""
    if note.archived_at is not None:
        raise DomainError("Ce mot est rangé\u00a0: remettez-le en cours pour le corriger.")


def _words(title: str, body: richtext.Node) -> tuple[str, richtext.Node]:
    title, body = richtext.clean_text(title).strip(), richtext.validate_document(body)
    if not title or len(title) > MAX_TITLE:
        raise DomainError(f"Le titre a de 1 à {MAX_TITLE} lettres.", field="title")
    if richtext.is_empty(body):
        raise DomainError("Écrivez le texte du mot.", field="text")
    return title, body


def _fill(note: Note, said: NoteParticulars, before: VersionFacts, *, seen: bool) -> None:
    """Write what is announced now into the note, which stays complete as it had to be to be sent."""
    fill_particulars(note, said)
    if note.kind == NoteKind.TO_ANSWER:
        note.questions = to_stored(_asked(said.questions, before.questions, seen=seen))
    if note.kind == NoteKind.TO_BRING and not note.bring:
        raise DomainError("Écrivez ce que l’enfant apporte.", field="bring")
    if note.kind in DATED and note.event_on is None:
        raise DomainError("Choisissez le jour.", field="event_on")
    if (before.event_on, before.event_until_on, before.answer_by) != (
        note.event_on,
        note.event_until_on,
        note.answer_by,
    ):
        check_days(note, max(note.resource.visible_from or clock.now(), clock.now()))


def _asked(
    questions: tuple[Question, ...], held: tuple[Question, ...], *, seen: bool
) -> tuple[Question, ...]:
    """Return the questions of a correction: any, before families saw them; then those they know, word for word, and
    others after them."""
    asked = checked_questions(questions)
    if not seen:
        require_askable(asked)
        return asked
    if asked[: len(held)] != held:
        raise DomainError(
            "Une question déjà posée ne change plus : les réponses données n’auraient plus le même sens. "
            "Ajoutez-en une autre.",
            field="questions",
        )
    added = asked[len(held) :]
    require_askable(added)
    if not all(one.text for one in added):
        raise DomainError("Écrivez chaque question.", field="questions")
    return asked


def _tell(note: Note, *, again: bool, reopened: bool) -> None:
    """Tell a correction: who must act again finds the note among what is to be done, who had only read it among what
    is new. Who had not read it finds the new version anyway, on its new day. `reopened`: its day was over and is
    ahead again, for all who are waited for."""
    rows = list(Owed.objects.of_note(note).exclude(state=OwedState.STOPPED).order_by("id"))
    waiting = _settle_all(note, rows) if again else set()
    number = note.resource.version
    late = [row for row in rows if row.read_version is not None and row.read_version < number]
    expected = rows if reopened else late if again else []
    asked = {row.id for row in expected if row.state == OwedState.EXPECTED and row.may_sign} | waiting
    plan = delivery_plan(note.school, clock.now())
    notices_redate(
        resource=note.resource, school_year=note.partition,
        due={CARDS[NoteKind(note.kind)]: note.event_on if note.kind in DATED else note.answer_by},
    )  # fmt: skip
    notices_again(
        resource=note.resource, school_year=note.partition, ring=Ring.of(plan),
        card=Card(Lane.TO_DO, CARDS[NoteKind(note.kind)], note.answer_by),
        told=[(row.guardian_id, row.child_id) for row in rows if row.id in asked],
    )  # fmt: skip
    notices_again(
        resource=note.resource, school_year=note.partition, card=Card(Lane.MY_CHILD, CORRECTED), done_only=True,
        told=[(row.guardian_id, row.child_id) for row in late if row.id not in asked],
    )  # fmt: skip


def _settle_all(note: Note, rows: list[Owed]) -> set[int]:
    """Write where each child and guardian stands now that acts before this version do not hold; return the rows that
    are waited for again. It makes as many statements for a school as for a child."""
    of_child: dict[int, list[Owed]] = defaultdict(list)
    for row in rows:
        of_child[row.child_id].append(row)
    outcomes: dict[str, list[int]] = defaultdict(list)
    states: dict[str, list[int]] = defaultdict(list)
    waiting = set()
    for recipient in Recipient.objects.of_note(note).order_by("id"):
        own = of_child[recipient.child_id]
        outcome = outcome_of(note, own)
        if outcome != recipient.outcome:
            outcomes[outcome].append(recipient.id)
        for row in own:
            state = state_of(note, row, outcome)
            if state != row.state:
                row.state = state
                states[state].append(row.id)
                waiting.add(row.id)
    for settled, ids in outcomes.items():
        Recipient.objects.filter(school_year=note.partition, id__in=ids).update(outcome=settled)
    for moved, ids in states.items():
        Owed.objects.filter(school_year=note.partition, id__in=ids).update(state=moved)
    return waiting


@transaction.atomic
def note_put_off(*, actor: Actor, note: Note, n: int, on: date) -> Note:
    """Correct a note so that what it announces is on that day, and lasts as long as before; who signed or answered
    is asked again. A last day to do so that is over by now is the day before. `n`: which of its dates. Raises
    NotVisible for another than its day, Forbidden where the actor may not correct it, and what a correction raises."""
    if n != DAY or note.event_on is None:
        raise NotVisible
    until, last = note.event_until_on, note.answer_by
    if last is not None and last < actor.today:
        last = max(actor.today, on - _A_DAY)
    moved = {
        "event_on": on, "event_until_on": until and on + (until - note.event_on), "answer_by": last,
        "from_noon": False, "until_noon": False,
    }  # fmt: skip
    said = note.resource.versions.get(number=note.resource.version)
    return note_correct(
        actor=actor,
        note=note,
        title=said.title,
        body=said.body,
        particulars=NoteParticulars(**particulars_of(note) | moved),
    )  # fmt: skip
