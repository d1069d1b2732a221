"""Sentences that the school and the academy both read of an import."""

from eprimo.ui.plurals import counted


def named_words(known: int, pupils: int, file: str = "dans le fichier") -> str:
    """« Aucun des 136 élèves de l’école n’est dans le fichier »."""
    if pupils == 1:
        return f"Le seul élève de l’école {'est' if known else 'n’est pas'} {file}"
    of = f"des {counted(pupils, 'élève')} de l’école"
    if not known:
        return f"Aucun {of} n’est {file}"
    return f"Un seul {of} est {file}" if known == 1 else f"{known} seulement {of} sont {file}"
