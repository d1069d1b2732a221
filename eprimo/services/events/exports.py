"""What a copy of one's own data leaves out of the dates of a series."""

from eprimo.foundation.kernel.copy_chapters import LeftOut

LEFT_OUT = [
    LeftOut(
        "events.EventDay",
        "Les dates d’une série\N{NO-BREAK SPACE}: la série est dans la copie par ce que vous avez écrit.",
    ),
]
