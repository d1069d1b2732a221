"""What a person chose, and what that means: three simple levels, or each lane by itself."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from eprimo.foundation.notifications.channels import Channel, channels
from eprimo.foundation.notifications.models import Lane, Rhythm

type Choice = Mapping[tuple[Lane, str], Rhythm]


class Level(StrEnum):
    """One choice for who does not want details."""

    ESSENTIAL = "essentiel"
    ALL = "tout"
    NOTHING = "rien"
    # Not offered: what the details make.
    OWN = "detail"


LEVEL_LABELS = {
    Level.ESSENTIAL: _("L’essentiel"),
    Level.ALL: _("Tout"),
    Level.NOTHING: _("Rien"),
}
RHYTHM_LABELS = {
    Rhythm.NOW: _("Tout de suite"),
    Rhythm.DAILY: _("Une fois par jour"),
    Rhythm.WEEKLY: _("Une fois par semaine"),
    Rhythm.NEVER: _("Jamais"),
}
LANE_LABELS = {
    Lane.TO_DO: _("À faire"),
    Lane.MY_CHILD: _("Pour mon enfant"),
    Lane.CLASS_LIFE: _("La vie de la classe"),
}
STAFF_LANE_LABELS = {
    Lane.TO_DO: _("À faire"),
    Lane.MY_CHILD: _("Mes classes"),
    Lane.CLASS_LIFE: _("La vie de l’école"),
}


def open_channels() -> list[Channel]:
    """Return the channels of this platform."""
    return [channel for channel in channels() if channel.available()]


def offered_choices() -> list[tuple[Lane, Channel]]:
    """Return what can be chosen: a lane by a channel that tells of it."""
    return [(lane, way) for lane in Lane for way in open_channels() if len(way.choices(lane)) > 1]


def rhythms_of_level(level: Level) -> dict[tuple[Lane, str], Rhythm]:
    """Return what a level means, for every lane and channel that can be chosen."""
    return {(lane, way.key): _rhythm(level, lane, way) for lane, way in offered_choices()}


def _rhythm(level: Level, lane: Lane, way: Channel) -> Rhythm:
    if level == Level.NOTHING:
        return Rhythm.NEVER
    if level == Level.ESSENTIAL:
        return way.default(lane)
    # The soonest that the channel knows for that lane.
    return way.choices(lane)[0]


def level_of(choice: Choice, *, by_child: bool) -> Level:
    """Return the level that a choice comes to; OWN when a child has a choice of its own, or no level says the same."""
    if by_child:
        return Level.OWN
    for level in (Level.ESSENTIAL, Level.ALL, Level.NOTHING):
        if dict(choice) == rhythms_of_level(level):
            return level
    return Level.OWN
