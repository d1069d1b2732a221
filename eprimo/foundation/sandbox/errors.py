"""What a file that could not be read says to the person who gave it."""

from eprimo.foundation.kernel.errors import DomainError

NBSP = "\N{NO-BREAK SPACE}"


class NotRead(DomainError):
    """The file says nothing that can be used; the sentence tells its person why."""

    code = "not-read"
    status = 422


class Unreadable(NotRead):
    """The child was killed, or gave no answer: the file is too heavy, damaged, or made to harm."""

    code = "unreadable"
    sentence = (
        f"Ce fichier n’a pas pu être lu{NBSP}: il est abîmé, ou bien trop lourd. "
        "Enregistrez-le de nouveau, puis recommencez."
    )


class Spent(Unreadable):
    """All that was done for this file together took the processor longer than a whole file may (`budget`)."""

    code = "spent"
    sentence = (
        f"Ce fichier demande trop de calcul pour être lu{NBSP}: enregistrez-le de nouveau, ou donnez-le en "
        "plusieurs parties."
    )


class Unsafe(NotRead):
    """The kernel of the host does not confine who would read it: nothing was looked at."""

    code = "unsafe"
    sentence = (
        f"Ce serveur n’est pas en état de lire des fichiers en sûreté{NBSP}: aucun n’est pris pour le moment. "
        "Prévenez qui s’en occupe."
    )
    status = 503


class Busy(NotRead):
    """As many files as this process reads at once are being read: nothing was looked at."""

    code = "busy"
    sentence = (
        "D’autres fichiers sont en train d’être lus, et le vôtre n’a pas encore pu l’être. Rien n’est perdu"
        f"{NBSP}: recommencez dans un instant."
    )
    status = 503
