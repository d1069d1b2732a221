"""What the launcher says when the embedded server cannot run: one sentence, no stack of English log lines."""

from pathlib import Path


class ServerError(Exception):
    """The embedded server cannot be started, joined or stopped; the message is one sentence for a person."""


_CAUSES = (
    (("address already in use", "could not bind"), "le port de la base est déjà pris par un autre programme"),
    (("no space left on device",), "le disque est plein"),
    (("unix-domain socket path", "is too long"), "le chemin du dossier est trop long pour la base"),
    (("permission denied", "operation not permitted"), "un dossier est fermé à l’utilisateur de la base"),
    (("cannot allocate memory", "out of memory"), "la machine n’a plus assez de mémoire"),
    (
        ("incompatible with server", "initialized by postgresql version"),
        "les données viennent d’une autre version",
    ),
    (("could not look up effective user",), "le compte qui lance e-primo n’a pas de nom dans /etc/passwd"),
    (("cannot be run as root",), "la base refuse de tourner sous le compte root"),
)


def sentence_for(output: str) -> str:
    """The known cause found in what the server wrote, or its first complaint when the cause is not known."""
    lowered = output.lower()
    for marks, sentence in _CAUSES:
        if any(mark in lowered for mark in marks):
            return sentence
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    complaints = [line for line in lines if "FATAL" in line or "error:" in line]
    return (complaints or lines[-1:] or ["aucun message"])[0]


def failure(what: str, output: str, log: Path | None = None) -> ServerError:
    """A `ServerError` that names the step, its cause and where the full log is."""
    where = f" Journal\u00a0: {log}" if log is not None else ""
    return ServerError(f"{what}\u00a0: {sentence_for(output)}.{where}")
