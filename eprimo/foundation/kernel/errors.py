"""What can go wrong in the domain: a code for machines, a sentence for people."""

from django.utils.translation import gettext


class DomainError(Exception):
    """A refusal that the person can understand. `status` is the HTTP answer of a page that does not handle it.

    The sentence is written in French and told in the reader's language; a sentence that carries a number or a name
    is translated by who raises it.
    """

    code = "refused"
    sentence = "Cette action n’est pas possible."
    status = 400
    # The template that says it, when it is not the one of its status.
    page = ""

    def __init__(self, sentence: str = "", *, code: str = "", field: str = "") -> None:
        self.sentence = gettext(sentence or self.sentence)
        self.code = code or self.code
        # The field of the form that the sentence is about, when there is one.
        self.field = field
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class NotVisible(DomainError):
    """The actor may not know that it exists: 404."""

    code = "not-found"
    sentence = "Cette page n’existe pas, ou n’est pas pour vous."
    status = 404


class Forbidden(DomainError):
    """Seen, but not to be done by this actor: 403."""

    code = "forbidden"
    sentence = "Vous n’avez pas le droit de faire cela."
    status = 403


class SwitchedOff(Forbidden):
    """The act was taken away for a time by the safety desk."""

    code = "switched-off"
    sentence = "Cette action est suspendue pour le moment dans votre école."


class EntrySuspended(SwitchedOff):
    """Being there in this role was taken away for a time; who raises it tells why."""

    code = "entry-suspended"
    sentence = "L’entrée est suspendue pour le moment."
    page = "errors/closed_school.html"


class SchoolClosed(Forbidden):
    """The school in use has no entitlement in force."""

    code = "school-closed"
    sentence = "L’espace de cette école n’est pas ouvert."
    page = "errors/closed_school.html"


class CameWithASheet(Forbidden):
    """The session was opened with the secret of a school's sheet: what is of the whole person waits for the own one."""

    code = "came-with-a-sheet"
    sentence = (
        "Vous êtes entré avec la fiche d’une école\u00a0: elle ouvre ce qui est de cette école. Pour le reste, il faut "
        "votre mot de passe."
    )
    page = "errors/sheet.html"


class SignInRequired(DomainError):
    code = "sign-in"
    sentence = "Entrez d’abord dans votre espace."
    status = 401


class TooManyTries(DomainError):
    """Throttled; `retry_after` in seconds."""

    code = "too-many"
    sentence = "Trop d’essais. Attendez un peu avant de recommencer."
    status = 429

    def __init__(self, retry_after: int = 30) -> None:
        self.retry_after = retry_after
        super().__init__()


class Conflict(DomainError):
    """Somebody else changed the same thing in the meantime."""

    code = "conflict"
    sentence = "Quelqu’un d’autre a changé cela entre-temps. Regardez la page à jour."
    status = 409
