"""What the home says."""

from datetime import datetime
from zoneinfo import ZoneInfo

from eprimo.foundation.kernel.actor import Role

EVENING_FROM = 18
_LATER = "Vos écrans arrivent avec les prochaines parties d’e-primo."
# For the roles that have no list of their own yet.
CALM = {
    Role.PARTNER: "Ce que l’école partage avec votre groupe sera ici.",
    Role.INSPECTOR: "Vous pouvez chercher les personnes des écoles de votre circonscription.",
    Role.ACADEMY: "Vous pouvez chercher les personnes des écoles de votre territoire.",
    Role.COORDINATOR: _LATER,
    Role.MEMBER_REP: _LATER,
    Role.MANAGING_BODY: _LATER,
    Role.COMMISSION: _LATER,
    Role.CONTRACTOR: _LATER,
    Role.PLATFORM: _LATER,
}
# Who reads what they did by a link of the home: guardians do too; a head has the tab of the office.
OWN_TRAIL = frozenset({
    Role.TEACHER, Role.STAFF, Role.PARTNER, Role.COMMUNE_AGENT, Role.INSPECTOR, Role.ACADEMY, Role.MEMBER_REP,
    Role.PLATFORM,
})  # fmt: skip


def greeting(name: str, now: datetime, zone: str) -> str:
    """« Bonjour Samira », « Bonsoir Samira » from six in the evening, in the zone of the school."""
    word = "Bonsoir" if now.astimezone(ZoneInfo(zone)).hour >= EVENING_FROM else "Bonjour"
    first = name.split(" ", maxsplit=1)[0]
    return f"{word} {first}".strip()
