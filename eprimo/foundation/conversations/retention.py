"""How long conversations are kept, and why."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.retention_rules import (
    GOES,
    Processing,
    Retention,
    Whose,
    With,
    YearOver,
    nameless,
)

_YEAR = "l’année scolaire et la suivante, et pas plus que la famille"

CONVERSATIONS = Processing(
    key="conversations",
    name="Échanges avec les familles",
    purpose="Se parler d’un enfant, entre l’école et chacun de ses responsables.",
    people=(Whose.PUPILS, Whose.GUARDIANS, Whose.TEAM, Whose.AGENTS),
    recipients=(
        "Le responsable qui écrit, ou à qui l’école écrit",
        "Ceux de l’école que la page nomme",
    ),
    measures=(
        "Chaque responsable a son propre échange\u00a0: l’autre ne le voit pas, et ne sait pas qu’il existe.",
        "Une décision de justice enregistrée par la direction s’applique à l’instant.",
    ),
    order=31,
)

RETENTION = [
    Retention(
        "conversations.Conversation",
        ("guardian", "child", "matter", "family_at", "school_at", "seen_at", "read_at"),
        _YEAR,
        "Savoir qui attend une réponse.",
        what=_("Échanges entre une famille et l’école"),
        of=CONVERSATIONS,
        ends=(With("resource"), YearOver("school_year", following=1)),
        persons={"guardian": GOES, "child": GOES},
    ),
    Retention(
        "conversations.Message",
        ("author", "guardian", "child", "body"),
        _YEAR,
        "Retrouver ce que la famille et l’école se sont écrit.",
        what=_("Messages d’un échange"),
        of=CONVERSATIONS,
        ends=(YearOver("school_year", following=1),),
        persons={"guardian": GOES, "child": GOES, "author": nameless()},
    ),
    Retention(
        "conversations.Seat",
        ("person",),
        _YEAR,
        "Savoir qui, à l’école, lit un échange.",
        what=_("Ceux qui lisent un échange"),
        of=CONVERSATIONS,
        ends=(YearOver("school_year", following=1),),
        persons={"person": GOES},
        people=(Whose.TEAM, Whose.AGENTS),
    ),
]
