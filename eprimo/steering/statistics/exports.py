"""Figures are nobody's: no copy holds them."""

from eprimo.foundation.kernel.copy_chapters import LeftOut

LEFT_OUT = [
    LeftOut("statistics.SchoolFigures", "Les effectifs d’une école\u00a0: des nombres, sans personne."),
]
