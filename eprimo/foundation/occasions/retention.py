"""How long dates are kept: as long as what announces them."""

from eprimo.foundation.kernel.keeping import Processing, Retention, Whose, With

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
        what="Dates annoncées",
        of=OCCASIONS,
        ends=(With("resource"),),
    ),
]
