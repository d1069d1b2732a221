"""What a copy of one's own data holds of dates."""

from eprimo.foundation.kernel.exporting import LeftOut

LEFT_OUT = [
    LeftOut("occasions.Occasion", "Les dates\u00a0: chacune est dans la copie avec le mot qui l’annonce."),
]
