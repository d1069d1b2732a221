"""What is told of a slip or a photograph that could not be read whole. Only the school reads it."""

from django.utils.translation import gettext_lazy as _

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
