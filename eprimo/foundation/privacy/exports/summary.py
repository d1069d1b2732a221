"""What a child is shown at once of what is known: a few lines, without any file."""

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.exporting import Asked, Viewpoint, chapters
from eprimo.foundation.privacy.exports.page import Section, section_of

_SHOWN = ("identity", "classes", "groups")


def summary_for_child(actor: Actor) -> list[Section]:
    """One statement a chapter."""
    asked = Asked(actor.person_id, actor.person_id, Viewpoint.PUPIL, actor.now, {}, actor.time_zone)
    told = [one for one in chapters() if one.key in _SHOWN and Viewpoint.PUPIL in one.viewpoints]
    return [section for one in told if (section := section_of(one, one.rows(asked), Viewpoint.PUPIL)).rows]
