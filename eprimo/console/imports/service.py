"""The imports in the menu of who directs a school."""

from eprimo.foundation.kernel.actor import HEADS
from eprimo.foundation.kernel.services import Service, register

register(Service("imports", "Import ONDE", "file-check", "imports:index", HEADS, order=45))
