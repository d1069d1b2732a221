"""What is said of a file that is not kept."""

from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.sandbox.errors import NBSP

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 40
WHY = {
    "empty": f"Ce fichier est vide{NBSP}: choisissez-le de nouveau.",
    "big": f"Ce fichier dépasse 10{NBSP}Mo{NBSP}: enregistrez-le en plus petit, puis joignez-le.",
    "heic": f"Cette photo est au format HEIC, que nous ne lisons pas{NBSP}: choisissez «{NBSP}le plus compatible"
    f"{NBSP}» (JPEG) dans l’appareil.",
    "kind": f"Ce n’est ni une photo (JPEG, PNG, WebP), ni un PDF, ni un document de bureautique{NBSP}: "
    "enregistrez-le en PDF, puis joignez-le.",
    "former": f"Ce document est d’un ancien format (.doc, .xls, .ppt), ou demande un mot de passe{NBSP}: "
    "enregistrez-le en PDF, puis joignez-le.",
    "locked": f"Ce document demande un mot de passe{NBSP}: enregistrez-le sans, puis joignez-le.",
    "macros": f"Ce document contient un programme (des macros, un objet d’un autre logiciel){NBSP}: "
    "enregistrez-le en PDF, puis joignez-le.",
    "remote": f"Ce document va chercher quelque chose ailleurs quand on l’ouvre{NBSP}: enregistrez-le en PDF, puis "
    "joignez-le.",
    "unfolds": f"Ce document est démesuré{NBSP}: enregistrez-le de nouveau, ou en PDF, puis joignez-le.",
    "huge": f"Cette image est trop grande{NBSP}: enregistrez-la en plus petit, puis joignez-la.",
    "broken": f"Ce fichier est abîmé{NBSP}: on ne peut pas le lire. Enregistrez-le de nouveau, puis joignez-le.",
    "sound": f"Ce son n’est pas de ceux que nous lisons{NBSP}: enregistrez la voix ici, ou joignez un fichier WAV.",
    "long": f"Cet enregistrement dépasse une minute{NBSP}: recommencez-le en plus court.",
    "silent": f"Cet enregistrement ne contient aucun son{NBSP}: vérifiez le micro, puis recommencez.",
    "voice": f"Une voix ne se joint pas ici{NBSP}: joignez une photo, un PDF ou un document de bureautique.",
    "sheets": f"10{NBSP}pages au plus pour une feuille photographiée{NBSP}: faites-en deux fichiers.",
    "heavy": f"Ces photos dépassent 60{NBSP}Mo ensemble{NBSP}: faites-en deux fichiers.",
    "pages": f"Ce PDF a plus de {MOST_PAGES}{NBSP}pages{NBSP}: gardez celles que les familles doivent lire.",
}


class FileRefused(DomainError):
    """This file is kept by nobody; the sentence says why, and what to do."""

    code = "file-refused"
    status = 422

    def __init__(self, why: str, name: str = "") -> None:
        sentence = WHY.get(why, WHY["broken"])
        super().__init__(f"«{NBSP}{name}{NBSP}»{NBSP}: {sentence}" if name else sentence, field="file")
        self.why = why


class FilesAway(DomainError):
    """The place of bytes does not answer, or has no room: nothing was kept, and it is nobody's fault here."""

    code = "files-away"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            f"Les fichiers ne sont pas joignables en ce moment{NBSP}: réessayez dans quelques minutes.",
            field="file",
        )
