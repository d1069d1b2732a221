"""The mark under which a device keeps what a person typed, without saying who."""

from django.utils.crypto import salted_hmac

from eprimo.foundation.kernel.actor import Actor

# Told with each page, refusals included: what a device holds of anybody else is thrown away.
HEADER = "X-Eprimo-Person"
# Of a page that a device may keep encrypted: for how many seconds more.
SEAL = "X-Eprimo-Seal"


def device_mark(actor: Actor) -> str:
    """Return the mark of a person, which is the same in all roles and sessions, save those that a sheet opened on a
    part: what was typed about another school is not theirs. 20 hexadecimal digits."""
    whose = f"{actor.person_id}:{sorted(actor.scope or ())}" if actor.partial else str(actor.person_id)
    return salted_hmac("eprimo.device", whose, algorithm="sha256").hexdigest()[:20]


def mark_of_thing(kind: str, key: str) -> str:
    """Return the mark of acts that are nobody's yet: those of a device that a class has. In the form of `act_mark`, in
    one position."""
    found = salted_hmac(f"eprimo.{kind}", key, algorithm="sha256").hexdigest()
    return f"{found[:20]}.{found[20:32]}"


def act_mark(actor: Actor) -> str:
    """Return whose an act is that a device keeps: the person, then a dot and the position in use. Another position of
    the same person waits with it, another person never has it."""
    position = f"{actor.person_id}:{actor.role}:{actor.school_id}"
    return f"{device_mark(actor)}.{salted_hmac('eprimo.act', position, algorithm='sha256').hexdigest()[:12]}"
