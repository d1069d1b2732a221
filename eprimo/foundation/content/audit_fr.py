"""What the audit trail says of the things of declared kinds, each in the words of its kind."""

from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from eprimo.foundation.content.capabilities import kinds
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.policies import seen_by
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.services import discover

discover()


def _sentences(kind: Kind) -> dict[str, str]:
    """A draft is its author’s alone: its title is not said."""
    acts = {
        "drafted": f"a commencé {kind.words.one}",
        "joined": "a joint {files:fichier} à un brouillon",
        "file_changed": "a changé le nom ou le rangement d’un fichier joint",
        "unjoined": "a retiré un fichier d’un brouillon",
        "discarded": "a jeté un brouillon",
        "published": "a publié {object}",
        "corrected": "a corrigé {object} (version {version})",
        "retracted": "a arrêté une publication",
        "withdrawn": "a retiré {object}",
        "trashed": "a mis {object} à la corbeille",
        "restored": "a remis en place {object}",
        "readdressed": "a changé pour qui est {object}",
        "handed_over": "a confié {object} à {subject}",
    }
    return {f"{kind.key}.thing.{act}": words for act, words in acts.items()}


SENTENCES = {act: words for kind in kinds() for act, words in _sentences(kind).items()} | {
    "content.occasion.stands": "a maintenu {object} un jour où l’école est fermée",
    "content.occasion.falls": "a laissé barré {object}, un jour où l’école est fermée",
    "content.occasion.packed": gettext_noop("a coché «\u00a0dans le sac\u00a0» pour {subject}"),
    "content.occasion.done": gettext_noop("a coché «\u00a0c’est fait\u00a0» pour {subject}"),
    "content.occasion.undone": gettext_noop("a décoché «\u00a0c’est fait\u00a0» pour {subject}"),
    "content.occasion.unpacked": gettext_noop("a décoché «\u00a0dans le sac\u00a0» pour {subject}"),
}

# What a pupil reads of its own acts.
TO_CHILD = {
    "content.occasion.packed": gettext_noop("Tu as mis quelque chose dans ton sac."),
    "content.occasion.done": gettext_noop("Tu as fait un travail."),
    "content.occasion.undone": gettext_noop("Tu as dit qu’un travail reste à faire."),
    "content.occasion.unpacked": gettext_noop("Tu as sorti quelque chose de ton sac."),
}


def _titles(actor: Actor, ids: set[int]) -> dict[int, str]:
    """« titre » of each, in the quotes of the page: for a head all of the trail, for others those they still see."""
    rows = Resource.objects.filter(pk__in=ids, service__in=[kind.key for kind in kinds()])
    if not actor.heads:
        seen = Q(pk__in=[])
        for kind in kinds():
            seen |= seen_by(actor, kind)
        rows = rows.filter(seen, withdrawn_at=None)
    named = rows.values_list("pk", "title")
    return {
        pk: gettext("«\N{NO-BREAK SPACE}%(title)s\N{NO-BREAK SPACE}»") % {"title": title}
        for pk, title in named
    }


OBJECTS = {"content.resource": _titles}
