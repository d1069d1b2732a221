"""How long the order forms are kept, and why: each names who signed."""

from datetime import timedelta

from eprimo.foundation.kernel.retention_rules import After, How, Processing, Retention, Whose, With, nameless

_TEN_YEARS = timedelta(days=3653)

ORDERS = Processing(
    key="orders",
    name="Commandes du groupement",
    purpose="Garder les bons de commande que les membres envoient au titulaire, tels qu’ils ont été signés.",
    people=(Whose.TERRITORY,),
    recipients=("Le membre et qui agit pour lui", "Le titulaire du marché"),
    measures=("La coordination lit des totaux et des retards, aucun bon.",),
    order=96,
)

DISPUTES = Processing(
    key="disputes",
    name="Litiges du groupement",
    purpose="Garder le dossier de chaque litige entre un membre et le titulaire, ou avec la coordination.",
    people=(Whose.TERRITORY,),
    recipients=("Les parties", "La coordination"),
    measures=("Les autres membres ne lisent pas ces dossiers.",),
    order=97,
)

RETENTION = [
    Retention(
        "orders.Order",
        ("pressed_by",),
        "10 ans après la fin de la période commandée",
        "Dire qui a signé ou joint un bon de commande, aussi longtemps que les comptes et le marché se contrôlent.",
        of=ORDERS,
        ends=(After("ends_on", _TEN_YEARS, How.BLANK),),
        persons={"pressed_by": nameless()},
    ),
    Retention(
        "orders.OrderDocument",
        ("content", "scan"),
        "10 ans après la fin de la période commandée",
        "Prouver ce qui a été commandé, aussi longtemps que les comptes et le marché se contrôlent.",
        of=ORDERS,
        ends=(After("ends", _TEN_YEARS),),
    ),
    Retention(
        "orders.InvoiceFile",
        ("pdf", "xml"),
        "10 ans après la fin de la période commandée",
        "Prouver ce qui a été facturé, aussi longtemps que les comptes se contrôlent.",
        of=ORDERS,
        ends=(After("ends", _TEN_YEARS),),
    ),
    Retention(
        "orders.Dispute",
        ("facts", "demand"),
        "10 ans après la clôture du dossier",
        "Prouver ce qui a été demandé, et comment le litige a fini.",
        of=DISPUTES,
        ends=(After("closed_at", _TEN_YEARS),),
    ),
    Retention(
        "orders.DisputeStep",
        ("words",),
        "10 ans après la clôture du dossier",
        "Prouver qu’un accord a été cherché, puis ce que le juge a décidé.",
        of=DISPUTES,
        ends=(With("dispute"),),
    ),
    Retention(
        "orders.DisputePaper",
        ("content",),
        "10 ans après la clôture du dossier",
        "Prouver ce que chaque étape dit.",
        of=DISPUTES,
        ends=(With("dispute"),),
    ),
    Retention(
        "orders.BankChange",
        ("proposed_by", "confirmed_by"),
        "10 ans après la proposition",
        "Prouver que deux personnes du titulaire ont changé le compte qui est payé.",
        of=ORDERS,
        ends=(After("proposed_at", _TEN_YEARS),),
        persons={"proposed_by": nameless(), "confirmed_by": nameless()},
    ),
]
