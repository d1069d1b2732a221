"""The mark under which a device keeps what a person typed, without saying who."""

from django.utils.crypto import salted_hmac

from eprimo.foundation.kernel.actor import Actor

# Told with each page, refusals included: what a device holds of anybody else is thrown away.
HEADER = "X-Eprimo-Person"


def device_mark(actor: Actor) -> str:
    """The same in all of a person's roles and sessions; 20 hexadecimal digits."""
    return salted_hmac("eprimo.device", str(actor.person_id), algorithm="sha256").hexdigest()[:20]
