"""What the audit trail says of acts that are taken away for a time."""

SENTENCES = {
    "switches.switch.set": "a suspendu un acte ({taken})",
    "switches.switch.lifted": "a rendu un acte suspendu ({taken})",
}
