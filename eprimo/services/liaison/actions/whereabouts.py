"""An hour or a place in the words of a note that a family under a protected contact reads: its author is asked once."""

from django.db import transaction

from eprimo.foundation.content import richtext
from eprimo.foundation.content.actions import resource_write_draft
from eprimo.foundation.content.things import protected_contact
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison.locks import lock_note
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import acts
from eprimo.services.liaison.queries.reach import has_protected
from eprimo.services.liaison.whereabouts import WhereaboutsQuestion, confirmation_of, whereabouts_question


class TellsWhereabouts(protected_contact.TellsWhereabouts):
    """The words of a note tell an hour or a place that a family must not read there; a note has cases for them."""

    sentence = (
        "Une famille de ce groupe ne doit pas lire de lieu ni d’heure ici. Mettez-les dans les cases «\u00a0où\u00a0» "
        "et «\u00a0quand\u00a0»."
    )

    def __init__(self, ask: WhereaboutsQuestion) -> None:
        super().__init__(ask)
        self.ask: WhereaboutsQuestion = ask


def require_confirmed(note: Note, title: str, body: richtext.Node, confirmed: str = "") -> None:
    """Raise TellsWhereabouts, unless nobody is to be protected from these words, or their author confirmed them:
    `confirmed` is the mark of what was before the eyes, which the note then keeps."""
    ask = whereabouts_question(note, title, body)
    if ask is None:
        return
    if ask.mark == confirmed:
        note.confirmed_words = confirmed
    elif has_protected(note):
        raise TellsWhereabouts(ask)


@transaction.atomic
def whereabouts_confirm(*, actor: Actor, note: Note, mark: str) -> Note:
    """Keep that the words of a draft tell neither a place nor an hour: for these words, it is not asked again. Said
    of others, in another tab, it holds for nothing."""
    note = lock_note(note)
    require(acts.may_edit_draft, actor, note)
    if mark == confirmation_of(note):
        note.confirmed_words = mark
        note.save(update_fields=["confirmed_words"])
    return note


@transaction.atomic
def whereabouts_move(*, actor: Actor, note: Note) -> Note:
    """Move the hours and the place of a draft from its words into their cases. Moving twice is moving once."""
    note = lock_note(note)
    require(acts.may_edit_draft, actor, note)
    ask = whereabouts_question(note, note.resource.title, richtext.validate_document(note.resource.draft))
    if ask is None:
        return note
    if ask.moved is None:
        raise TellsWhereabouts(ask)
    body = richtext.parse(ask.moved.text)
    note.starts_at, note.ends_at, note.place = ask.moved.starts_at, ask.moved.ends_at, ask.moved.place
    note.summary = richtext.summary(body)
    note.save(update_fields=["starts_at", "ends_at", "place", "summary"])
    resource_write_draft(resource=note.resource, title=ask.moved.title, draft=body)
    return note
