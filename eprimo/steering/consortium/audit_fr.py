"""What the audit trail says of the group."""

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.policies import files_visible_to

SENTENCES = {
    "consortium.market.opened": "a ouvert le calendrier du groupement",
    "consortium.gap.decided": "a noté une décision sur le point {gap} des points à arbitrer du groupement",
    "consortium.market.corrected": "a changé des dates du groupement",
    "consortium.market.published": "a noté le marché publié, le {on}",
    "consortium.market.notified": "a noté le marché notifié, le {on}",
    "consortium.member.added": "a ajouté un membre au groupement {object}",
    "consortium.member.corrected": "a corrigé un membre du groupement {object}",
    "consortium.members.exported": "a exporté la liste des membres ({rows})",
    "consortium.list.given": "a donné une liste de membres ({lines:ligne})",
    "consortium.list.applied": (
        "a appliqué une liste de membres ({made:nouveau,nouveaux}, {changed:modifié}, {refused:refusé}, "
        "{schools:école} en proposition)"
    ),
    "consortium.list.dropped": "a abandonné une liste de membres",
    "consortium.list.undone": "a annulé une liste de membres ({removed:retiré}, {kept:gardé})",
    "consortium.member.listed": "a ajouté un membre par une liste {object}",
    "consortium.member.unlisted": "a retiré un membre en annulant une liste",
    "consortium.proposals.declined": "n’a pas pris {schools:école} en proposition {object}",
    "consortium.managing_body.added": "a ajouté un prestataire de gestion",
    "consortium.seat.given": "a dit pour quel organisme vaut un mandat",
    "consortium.representation.changed": "a changé qui représente un membre {object}",
    "consortium.signatory.named": "a noté le signataire d’un membre {object}",
    "consortium.representation.acknowledged": "a pris acte que le prestataire signe les bons {object}",
    "consortium.signer.asked": "a demandé à signer dans e‑primo {object}",
    "consortium.signer.confirmed": "a confirmé qui signe dans e‑primo {object}",
    "consortium.signer.refused": "a refusé une demande de signer dans e‑primo {object}",
    "consortium.signer.ended": "a arrêté le droit de signer dans e‑primo {object}",
    "consortium.school.claimed": "a rattaché l’école {uai} {object}",
    "consortium.deliberation.recorded": "a noté la délibération {object}",
    "consortium.reception.recorded": "a noté la réception de la délibération, le {on} {object}",
    "consortium.file.deposited": "a déposé le dossier {object}",
    "consortium.convention_text.added": "a ajouté la version {number} du texte de la convention",
    "consortium.convention.signed": "a noté la signature du membre, le {signed} {object}",
    "consortium.deliberation.undone": "a noté une délibération retirée ou annulée {object}",
    "consortium.amendment.signed": "a signé l’avenant {number}, pour {schools:école} {object}",
    "consortium.file.signed": "a signé le dossier, pour le rectorat {object}",
    "consortium.withdrawal.declared": "a préparé le retrait {object}",
    "consortium.withdrawal.given_up": "a renoncé au retrait {object}",
    "consortium.withdrawal.recorded": "a noté la lettre de retrait, postée le {posted} {object}",
    "consortium.withdrawal.judged": "a tranché un retrait à arbitrer {object}",
    "consortium.member.entered": "a noté l’entrée en vigueur {object}",
    "consortium.member.renewed": "a noté la reconduction tacite {object}",
    "consortium.member.left": "a noté l’effet du retrait {object}",
    "consortium.member.excluded": "a noté l’effet de l’exclusion {object}",
    "consortium.member.substituted": "a noté qu’un autre membre prend la place, à partir du {since} {object}",
    "consortium.exclusion.recorded": "a noté une exclusion prononcée par un juge {object}",
    "consortium.market.ended_early": "a noté la fin anticipée du marché du groupement",
    "consortium.member.ended": "a noté la fin de la convention {object}",
    "consortium.member.reminded": "a écrit au membre les dates du retrait {object}",
    "consortium.invitation.printed": "a imprimé une lettre d’invitation {object}",
    "consortium.invitation.withdrawn": "a annulé une lettre d’invitation {object}",
    "consortium.invitation.used": "est entré avec une lettre d’invitation {object}",
    "consortium.members.reminded": "a relancé {bodies:membre} du groupement",
    "consortium.contractor.reminded": "a relancé le titulaire du marché",
    "consortium.letter.recorded": "a noté la lettre recommandée, postée le {posted} {object}",
    "consortium.needs.written": "a écrit les besoins de {schools:école} ({accounts:compte} en tout) {object}",
    "consortium.needs.returned": "a renvoyé les besoins à corriger {object}",
    "consortium.needs.stand": "a maintenu les besoins {object}",
    "consortium.paper.issued": "a préparé un document ({kind}) {object}",
    "consortium.school.released": "a détaché l’école {uai} {object}",
}


def _members(actor: Actor, ids: set[int]) -> dict[int, str]:
    """For whom: « X on behalf of Y », told to who opens the file now."""
    rows = Member.objects.filter(files_visible_to(actor), pk__in=ids)
    return {row.pk: f"pour {row.name}" for row in rows}


OBJECTS = {"consortium.member": _members}
