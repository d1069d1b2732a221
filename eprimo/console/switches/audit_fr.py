"""What the audit trail says of acts that are taken away for a time."""

from eprimo.foundation.kernel.switches import words_of

SENTENCES = {
    "switches.switch.set": "a suspendu un acte\u00a0: «\u00a0{taken}\u00a0»",
    "switches.switch.lifted": "a rendu un acte suspendu\u00a0: «\u00a0{taken}\u00a0»",
}

DETAILS = {"taken": words_of}
