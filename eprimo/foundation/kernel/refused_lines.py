"""When a file of which some lines were refused waits for a human. Nothing of Django here: readers of files load it."""

from eprimo.ui.plurals import NBSP, counted, plural

# Of the lines of one file. Above it the file is another one (of another school, of another level), or was damaged.
ASKED_ABOVE = 0.1


def is_asked(refused: int, lines: int) -> bool:
    """Tell whether an import of a file with so many refused lines, of so many in all, is to be agreed to first."""
    return refused > ASKED_ABOVE * lines


def asked_words(refused: int, lines: int, where: str = "du fichier", *, one: str = "ligne") -> str:
    """Return « Sur 247 lignes du fichier des élèves, 89 sont refusées, plus d’une sur dix. », and what to look at."""
    are = plural(refused, "est refusée", "sont refusées")
    return (
        f"Sur {counted(lines, one)} {where}, {refused} {are}, plus d’une sur dix. Les remarques disent pourquoi"
        f"{NBSP}: vérifiez que c’est le bon fichier et qu’il est entier{NBSP}; le reste peut être appliqué."
    )
