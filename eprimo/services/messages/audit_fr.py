"""What the audit trail says of conversations on a matter. No word of them is kept there."""

from django.utils.translation import gettext_noop as _

SENTENCES = {
    "messages.words.written": _("a écrit à l’école au sujet de {subject}"),
    "messages.words.answered": "a écrit à {subject}",
    "messages.words.recalled": _("a retiré un message d’un échange"),
    "messages.conversation.shown": _("a montré un échange à {subject}"),
    "messages.conversation.closed": "a terminé un échange avec {subject}",
}
