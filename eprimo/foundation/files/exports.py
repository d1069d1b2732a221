"""What a copy of one's own data holds of files."""

from eprimo.foundation.kernel.copy_chapters import LeftOut

LEFT_OUT = [
    LeftOut("files.Attachment", "Les fichiers joints\u00a0: chacun s’enregistre depuis le mot qui le porte."),
    LeftOut(
        "files.Blob", "Le contenu des fichiers\u00a0: le même, gardé une fois pour tous ceux qui le lisent."
    ),
    LeftOut("files.Upload", "Les fichiers en cours d’envoi\u00a0: joints dans la journée, ou effacés."),
    LeftOut("files.Piece", "Les pages des fichiers\u00a0: des images faites de ce contenu."),
]
