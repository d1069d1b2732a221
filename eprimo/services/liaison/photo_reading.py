"""Reading a photograph of slips in a child of the sandbox, and the words for what cannot be read there: for the school
alone."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from eprimo.foundation.sandbox.errors import Unreadable
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser
from eprimo.services.liaison.photo_results import PhotoResult

type LayoutOf = Callable[[str], Mapping[str, object] | None]

_LIMITS = Limits(seconds=10, memory=512 * 1024 * 1024, answer=32 * 1024 * 1024)
_SLIPS = Parser(
    "slips", "eprimo.services.liaison.confined.photos:photo_result", PhotoResult, limits=_LIMITS, asks=True
)
# What is told of a doubt, of a slip that is not read, and of a photograph that shows none.
DOUBTS = {
    "none": _("Aucune case cochée."),
    "several": _("Plusieurs cases cochées."),
    "doubt": _("Une case est difficile à lire."),
    "who": _("Qui a signé ? Aucun nom, ou plusieurs, sont cochés."),
    "unsigned": _("La signature ne se voit pas."),
    "kept": _("Un responsable a déjà répondu lui-même : sa réponse est gardée."),
    "noted": _("Un coupon a déjà été noté pour cet enfant : le noter le remplacera."),
    "nobody": _("Aucun responsable qui signe n’est connu de l’école."),
    "twice": _("Deux photos de ce coupon disent autre chose."),
    "corners": _("Il manque des coins noirs : les cases ne sont pas lues."),
    "bent": _("Le papier est trop plié : les cases ne sont pas lues."),
    "far": _("La photo est prise de trop loin : les cases ne sont pas lues."),
    "square": _("Le carré ne se lit pas. Prenez ce coupon de plus près, ou tapez son code."),
    "other": _("Ce coupon n’est pas de votre école, ou son mot n’existe plus."),
    "rights": _("Ce coupon n’est pas d’une de vos classes."),
    "withdrawn": _("Le mot de ce coupon a été retiré."),
    "stale": _("Ce coupon date d’avant un changement du mot : il ne vaut plus. Redonnez-en un à la famille."),
}
PHOTO_TROUBLES = {
    "none": _("Aucun coupon ne se voit sur cette photo."),
    "broken": _("Cette photo est abîmée. Prenez-la de nouveau."),
    "stuck": _("Cette photo n’a pas pu être lue. Prenez-la de nouveau."),
}


def read_photo(content: bytes, layout_of: LayoutOf) -> PhotoResult:
    """Return what a photograph shows. `layout_of` gives the layout of a code, or None when it is not to be read
    here."""
    try:
        return _SLIPS.run(content, answer=lambda code: layout_of(code) if isinstance(code, str) else None)
    except Unreadable:
        return PhotoResult((), None, "stuck")
