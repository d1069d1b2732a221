"""How long the people of the group are kept, and why."""

from datetime import timedelta

from eprimo.foundation.kernel.retention_rules import After, Processing, Retention, Whose, With, nameless

_TEN_YEARS = timedelta(days=3653)
_PROOF = "Prouver qui pouvait signer et agir pour un membre, aussi longtemps que le marché se conteste."

CONSORTIUM = Processing(
    key="consortium",
    name="Groupement de commandes",
    purpose="Tenir la liste des membres du groupement, qui agit et qui signe pour chacun.",
    people=(Whose.TERRITORY,),
    recipients=("La coordination du groupement", "Le membre et qui agit pour lui"),
    measures=("Les autres membres ne lisent que le nom de l’organisme.",),
    order=95,
)

RETENTION = [
    Retention(
        "consortium.Signatory",
        ("civility", "first_name", "last_name", "function"),
        "10 ans après la fin de la fonction",
        _PROOF,
        of=CONSORTIUM,
        ends=(After("ends", _TEN_YEARS),),
    ),
    Retention(
        "consortium.Piece",
        ("name", "content"),
        "10 ans après la fin de ce que la pièce prouve",
        _PROOF,
        of=CONSORTIUM,
        ends=(After("ends", _TEN_YEARS),),
    ),
    Retention(
        "consortium.IssuedPaper",
        ("issued_by",),
        "10 ans après que le document a été préparé",
        "Retrouver d’où vient un document imprimé, par son empreinte. Le fichier lui-même n’est pas gardé.",
        of=CONSORTIUM,
        ends=(After("issued_at", _TEN_YEARS),),
        persons={"issued_by": nameless()},
    ),
    Retention(
        "consortium.Seat",
        ("mandate",),
        "avec le mandat",
        "Savoir de quel organisme un mandat du groupement parle.",
        of=CONSORTIUM,
        ends=(With("mandate"),),
    ),
    Retention(
        "consortium.SigningRight",
        ("mandate",),
        "10 ans après la fin du droit",
        _PROOF,
        of=CONSORTIUM,
        ends=(After("ended_at", _TEN_YEARS),),
    ),
]
