"""« News: write »: own school for its heads; agents of the commune where the school allows what the commune writes."""

from eprimo.foundation.kernel.actor import HEADS, Role

AUTHORS = HEADS | {Role.COMMUNE_AGENT}
