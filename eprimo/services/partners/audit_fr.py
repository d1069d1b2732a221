"""What the audit trail says of interventions beside what it says of every kind. No word is kept there."""

SENTENCES = {
    "partners.invitation.asked": "a demandé qu’une personne intervienne dans une classe",
    "partners.invitation.opened": "a ouvert une intervention à une personne ({classes:classe})",
    "partners.invitation.ended": "a fini l’invitation d’une personne à une intervention",
    "partners.word.proposed": "a proposé un mot aux familles",
    "partners.word.taken": "a repris un mot proposé aux familles",
    "partners.word.refused": "n’a pas repris un mot proposé aux familles",
}
