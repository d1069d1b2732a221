"""What the contract fills the form of a visit with."""

from eprimo.foundation.content.samples import Sample

SAMPLES = {"visits": (Sample(title="Le musée", facts={"address": "Au musée de Valmarais"}),)}
