"""Reading of ONDE files: bytes in, records and problems out, no database."""

from eprimo.foundation.intake.onde.reader import read_delivery

__all__ = ["read_delivery"]
