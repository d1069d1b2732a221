"""What the lists of a kind are called."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content.things.queries import DRAFTS, NOW, PAST, TO_COME, TRASH

LIST_WORDS = {
    NOW: _("En ce moment"), DRAFTS: "Brouillons", TO_COME: "À venir", PAST: _("Passé"), TRASH: "Corbeille",
}  # fmt: skip
