"""How long contents are kept, and why."""

from datetime import timedelta

from eprimo.foundation.content.capabilities import detail_model, kinds
from eprimo.foundation.content.things.drafts import own_columns
from eprimo.foundation.kernel.retention_rules import (
    After,
    Processing,
    Retention,
    Whose,
    With,
    YearOver,
    nameless,
)
from eprimo.foundation.kernel.services import discover

# What is thrown away may be put back for so long.
TRASH = timedelta(days=30)
# What services declare of their kinds stands here as they say it.
discover()

CONTENTS = Processing(
    key="contents",
    name="Contenus partagés dans l’école",
    purpose="Écrire, partager et retrouver ce qui fait la vie de la classe.",
    people=(Whose.TEAM, Whose.AGENTS, Whose.PUPILS),
    recipients=("Ceux à qui l’auteur l’a partagé",),
    measures=(
        "Rien n’est public\u00a0: chaque contenu nomme ceux qui le voient.",
        "Un auteur effacé n’est plus nommé\u00a0; ses contenus partent avec lui s’il l’a demandé.",
    ),
    order=40,
)

RETENTION = [
    Retention(
        "content.Resource",
        ("title", "owner", "draft"),
        "l’année scolaire et la suivante",
        "Chacun retrouve ce qu’il a fait ou reçu.",
        of=CONTENTS,
        ends=(
            YearOver("updated_at", following=1),
            After("trashed_at", TRASH),
            *(
                After("ends_at", kind.kept.after, only={"service": kind.key})
                for kind in kinds()
                if kind.kept.after is not None
            ),
        ),
        persons={"owner": nameless("draft")},
    ),
    Retention(
        "content.Version",
        ("body", "facts", "author"),
        "l’année scolaire et la suivante",
        "Savoir ce qui était écrit quand une famille a signé.",
        of=CONTENTS,
        ends=(With("resource"),),
        persons={"author": nameless()},
    ),
    Retention(
        "content.Target",
        ("target",),
        "aussi longtemps que le contenu",
        "Savoir pour qui un contenu est écrit, et qui le suit.",
        of=CONTENTS,
        ends=(With("resource"),),
    ),
    *(
        Retention(
            model._meta.label,  # noqa: SLF001 - the documented interface of models
            tuple(own_columns(kind)),
            kind.kept.words,
            "Chacun retrouve ce qu’il a fait ou reçu.",
            of=CONTENTS,
            ends=(With("resource"),),
        )
        for kind in kinds()
        if (model := detail_model(kind)) is not None
    ),
]
