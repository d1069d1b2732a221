"""What the audit trail says of class mode."""

SENTENCES = {
    "classroom.class.unlocked": "a débloqué la porte {of_object} ({children:élève})",
    "classroom.device.paired": "a préparé un appareil pour la classe",
    "classroom.device.removed": "a retiré {devices:appareil} à la classe",
    "classroom.door.changed": "a changé ce que la classe demande pour entrer",
    "classroom.pictures.given": "a donné des images à {children:élève}",
    "classroom.pictures.renewed": "a donné de nouvelles images à {subject}",
    "classroom.pictures.unlocked": "a débloqué les images {of_subject}",
    "classroom.pictures.shown": "a regardé ou imprimé les images de {children:élève}",
    "classroom.pictures.blocked": "a arrêté les essais {of_subject} après {tries:réponse fausse,réponses fausses}",
    "classroom.level.set": "a dit le niveau {of_subject}",
    "classroom.badge.printed": "a imprimé le badge {of_subject}",
    "classroom.child.entered": "a laissé entrer {subject} par la porte de la classe",
}
