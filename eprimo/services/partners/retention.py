"""How long interventions are kept, and why."""

from django.utils.translation import gettext_noop as _

from eprimo.foundation.kernel.retention_rules import GOES, Processing, Retention, Whose, With, nameless

_KEPT = "l’année scolaire et la suivante"

INTERVENTIONS = Processing(
    key="partners",
    name="Interventions de partenaires",
    purpose="Faire venir quelqu’un dans une classe ou un groupe, et le dire aux familles.",
    people=(Whose.TEAM,),
    recipients=(
        "Les familles, les élèves et l’équipe de la classe ou du groupe",
        "Les intervenants invités, tant que leur invitation court",
    ),
    measures=(
        "Un intervenant ne lit que les prénoms des enfants présents, aux heures de son intervention.",
        "Il n’écrit pas aux familles\u00a0: l’école relit son mot et l’envoie.",
        "La direction ouvre l’invitation d’une classe.",
    ),
    order=43,
)

RETENTION = [
    Retention(
        "partners.Invitation",
        ("person", "classes", "asked_by", "opened_by"),
        _KEPT,
        "Savoir qui était invité dans une classe, et qui l’a décidé.",
        what=_("Personnes invitées à une intervention"),
        of=INTERVENTIONS,
        ends=(With("resource"),),
        persons={"person": GOES, "asked_by": nameless(), "opened_by": nameless()},
    ),
    Retention(
        "partners.Word",
        ("by", "text", "answer", "decided_by"),
        _KEPT,
        "Relire ce qu’un intervenant propose aux familles.",
        what=_("Mots proposés aux familles"),
        of=INTERVENTIONS,
        ends=(With("resource"),),
        persons={"by": GOES, "decided_by": nameless()},
    ),
]
