"""How long the dates of a series are kept, and why."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content.retention import CONTENTS
from eprimo.foundation.kernel.retention_rules import Retention, With

RETENTION = [
    Retention(
        "events.EventDay",
        ("on", "place", "bring"),
        "l’année scolaire et la suivante",
        "Retrouver chaque date d’une série.",
        what=_("Dates d’une série"),
        of=CONTENTS,
        ends=(With("resource"),),
    ),
]
