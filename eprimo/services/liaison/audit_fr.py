"""What the audit trail says of notes. A draft is its author's alone: its title is not said."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.actor import Actor
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies.visibility import visible_to

SENTENCES = {
    "liaison.note.drafted": "a commencé un mot",
    "liaison.note.joined": "a joint {files:fichier} à un mot",
    "liaison.note.file_changed": "a changé le nom ou le rangement d’un fichier joint à un mot",
    "liaison.note.unjoined": "a retiré un fichier d’un mot",
    "liaison.note.discarded": "a jeté un brouillon",
    "liaison.template.kept": "a gardé un modèle de mot",
    "liaison.template.edited": "a changé un modèle de mot",
    "liaison.template.removed": "a enlevé un modèle de mot",
    "liaison.note.sent": "a envoyé le mot {object}",
    "liaison.note.delivered": "a remis le mot {object} aux familles ({children:enfant})",
    "liaison.note.retracted": "a arrêté l’envoi d’un mot",
    "liaison.note.corrected": "a corrigé le mot {object} (version {version})",
    "liaison.note.withdrawn": "a retiré le mot {object}",
    "liaison.note.archived": "a rangé le mot {object}",
    "liaison.note.taken_out": "a remis en cours le mot {object}",
    "liaison.note.read": _("a lu le mot {object} pour {subject}"),
    "liaison.note.signed": _("a signé le mot {object} pour {subject}"),
    "liaison.note.refused": _("a refusé le mot {object} pour {subject}"),
    "liaison.note.answered": _("a répondu au mot {object} pour {subject}"),
    "liaison.note.paper": "a noté la réponse sur papier au mot {object} pour {subject}",
    "liaison.note.paper_erased": "a retiré la réponse sur papier au mot {object} pour {subject}",
    "liaison.slips.printed": "a imprimé {slips:coupon} du mot {object}",
    "liaison.pile.received": "a envoyé {photos:photo de coupons,photos de coupons}",
    "liaison.pile.confirmed": "a confirmé {slips:coupon lu,coupons lus} sur des photos",
    "liaison.pile.closed": "a fermé une pile de coupons",
    "liaison.note.recipients_added": "a ajouté {children:enfant} au mot {object}",
    "liaison.note.reminded": "a relancé {guardians:responsable} pour le mot {object}",
    "liaison.note.reminder_retracted": "a repris la relance de {guardians:responsable} pour le mot {object}",
    "liaison.thread.written": _("a écrit à l’école sous le mot {object} pour {subject}"),
    "liaison.thread.answered": "a écrit à {subject} sous le mot {object}",
    "liaison.thread.recalled": _("a retiré un message sous le mot {object}"),
    "liaison.thread.closed": "a terminé l’échange avec {subject} sous le mot {object}",
    "liaison.note.follower_added": "a fait suivre le mot {object} par {subject}",
    "liaison.note.follower_removed": "ne fait plus suivre le mot {object} par {subject}",
}


def _titles(actor: Actor, ids: set[int]) -> dict[int, str]:
    """Return « titre » of each note, by its id, in the quotes of the page: for a head every note of the trail, for
    others those they still read."""
    rows = Note.objects.filter(pk__in=ids).values_list("pk", "resource__title")
    if not actor.heads:
        rows = rows.filter(visible_to(actor), resource__withdrawn_at=None)
    return {
        pk: gettext("«\N{NO-BREAK SPACE}%(title)s\N{NO-BREAK SPACE}»") % {"title": title}
        for pk, title in rows
    }


OBJECTS = {"liaison.note": _titles}
