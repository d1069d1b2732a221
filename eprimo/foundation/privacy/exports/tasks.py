"""What the worker does for copies, apart from events: a large one must not hold up a badge."""

from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.privacy.exports.actions import exports_expire
from eprimo.foundation.privacy.exports.making import exports_make


@every(1)
def make_copies() -> int:
    return exports_make()


@every(600)
def expire_copies() -> int:
    return exports_expire()
