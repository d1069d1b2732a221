"""What the audit trail says of the meetings."""

SENTENCES = {
    "governance.meeting.planned": "a préparé une réunion du groupement",
    "governance.meeting.corrected": "a corrigé une réunion du groupement",
    "governance.meeting.convened": "a convoqué une réunion du groupement ({members:membre}, {people:personne})",
    "governance.meeting.cancelled": "a annulé une réunion du groupement",
    "governance.meeting.dropped": "a retiré une réunion qui n’était pas convoquée",
    "governance.members.invited": "a invité {members:membre} à une réunion du groupement",
    "governance.guests.invited": "a invité {people:personne} à une réunion du groupement",
    "governance.guest.corrected": "a corrigé l’invitation d’une personne à une réunion du groupement",
    "governance.guest.removed": "a retiré l’invitation d’une personne à une réunion qui n’était pas convoquée",
    "governance.invitation.answered": "a répondu à une invitation ({answers:réponse})",
    "governance.attendance.noted": "a noté les présences d’une réunion ({members:membre})",
    "governance.minutes.written": "a écrit le compte rendu d’une réunion (version {version})",
    "governance.minutes.published": "a publié le compte rendu d’une réunion (version {version})",
    "governance.news.written": "a écrit une actualité du projet",
    "governance.news.corrected": "a corrigé une actualité du projet",
    "governance.news.published": "a publié une actualité du projet",
    "governance.news.withdrawn": "a retiré une actualité du projet",
    "governance.file.added": "a mis un document à disposition des membres",
}
