"""How long dates are kept: as long as what announces them."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.retention_rules import GOES, Processing, Retention, Whose, With

OCCASIONS = Processing(
    key="occasions",
    name="Dates et agenda",
    purpose="Dire à chacun ce qui vient, et barrer ce qui n’aura pas lieu.",
    people=(Whose.PUPILS, Whose.GUARDIANS, Whose.TEAM),
    recipients=("Ceux qui voient ce qui annonce la date",),
    measures=("Une date n’est montrée qu’à ceux à qui ce qui l’annonce est montré.",),
    order=41,
)

RETENTION = [
    Retention(
        "occasions.Occasion",
        ("place", "bring"),
        "aussi longtemps que ce qui l’annonce",
        "Retrouver ce qui avait lieu un jour.",
        what=_("Dates annoncées"),
        of=OCCASIONS,
        ends=(With("resource"),),
    ),
    Retention(
        "occasions.Mark",
        ("child", "state"),
        "aussi longtemps que la date",
        "Ne plus montrer ce qui est déjà dans le cartable.",
        what=_("Ce qui est coché pour un enfant"),
        of=OCCASIONS,
        ends=(With("occasion"),),
        persons={"child": GOES},
        people=(Whose.PUPILS,),
        recipients=("L’enfant et ses responsables",),
    ),
]
