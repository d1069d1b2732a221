"""How long contents are kept, and why."""

from eprimo.foundation.kernel.keeping import Processing, Retention, Whose, With, YearOver, nameless

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
        ends=(YearOver("updated_at", following=1),),
        persons={"owner": nameless("draft")},
    ),
    Retention(
        "content.Version",
        ("body", "author"),
        "l’année scolaire et la suivante",
        "Savoir ce qui était écrit quand une famille a signé.",
        of=CONTENTS,
        ends=(With("resource"),),
        persons={"author": nameless()},
    ),
]
