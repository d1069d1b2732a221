"""Sign-in states beside people of the directory, as finely as the actor may read them."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, JSONField, Q
from django.db.models.expressions import RawSQL

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import Profile, Source
from eprimo.foundation.directory.models import Affiliation, Guardianship
from eprimo.foundation.directory.policies.sight import SignInSight
from eprimo.foundation.directory.queries.person_lines import PersonLine
from eprimo.foundation.directory.queries.schools import SOON
from eprimo.foundation.directory.queries.support import LIVE_AT_SCHOOL, LiveSupport, read_live
from eprimo.foundation.intake.models import DeliveryState
from eprimo.foundation.intake.retention import UNDO_LASTS
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import Piece
from eprimo.foundation.privacy.states import KEPT, UNDOABLE, Standing, State, standings_of


@dataclass(frozen=True, slots=True)
class SignInState:
    """A word, and the tone of its badge (`in` none, `ok`, `at`, `al`)."""

    word: str
    tone: str


NEVER = SignInState("Jamais venu", "at")
SUSPENDED = SignInState("Suspendu", "al")
ACTIVATED = SignInState("Activé", "ok")
THIS_MONTH = SignInState("Venu ce mois-ci", "ok")
EARLIER = SignInState("Venu avant", "in")


def sign_in_states(actor: Actor, lines: Iterable[PersonLine]) -> dict[int, SignInState]:
    """By id of person; those whose state the actor may not read are left out. One statement."""
    asked = {line.person.pk: line.sight.sign_in for line in lines if line.sight.sign_in != SignInSight.NONE}
    rows = Account.objects.filter(person__in=asked).only("person_id", "state", "activated_at", "last_login")
    found = {row.person_id: sign_in_state(actor, row, asked[row.person_id]) for row in rows}
    return {pk: found.get(pk, NEVER) for pk in asked}


def sign_in_state(actor: Actor, account: Account, sight: SignInSight) -> SignInState:
    """Of one account, as finely as it is read; that it is suspended is told to who directs the school."""
    if account.state == AccountState.SUSPENDED:
        return SUSPENDED if actor.heads else EARLIER
    if account.activated_at is None:
        return NEVER
    if sight == SignInSight.ACTIVATED:
        return ACTIVATED
    return THIS_MONTH if account.last_login and account.last_login >= month_start(actor) else EARLIER


@dataclass(frozen=True, slots=True)
class Suspension:
    """Since when an access is suspended, and what was written of it."""

    since: datetime
    reason: str


def suspension_of(actor: Actor, person_id: int) -> Suspension | None:
    """For who directs the school; None when the access stands."""
    if not actor.heads:
        return None
    row = Account.objects.filter(person=person_id, state=AccountState.SUSPENDED).first()
    return Suspension(row.suspended_at, row.suspended_reason) if row and row.suspended_at else None


def standings_by_person(links: Iterable[Affiliation]) -> dict[int, Standing]:
    """Where the people of these links stand (one statement): « en partance » until a date, or back elsewhere."""
    return {one.person_id: one for one in standings_of(sorted({link.person_id for link in links}))}


def leaving_count(actor: Actor) -> int:
    """How many who left the directed school are still kept, adults of pupils who left included (two statements)."""
    since = actor.now - KEPT - UNDOABLE
    gone = Affiliation.objects.filter(school=actor.school_id, ends__lte=actor.now, ends__gt=since)
    adults = Guardianship.objects.filter(child__in=gone.filter(profile=Profile.PUPIL).values("person"))
    ids = gone.values_list("person").union(adults.values_list("adult"))
    return sum(one.state == State.LEAVING for one in standings_of([pk for (pk,) in ids]))


def month_start(actor: Actor) -> datetime:
    """The first instant of the month, in the school's zone."""
    local = actor.now.astimezone(ZoneInfo(actor.time_zone))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


FEWEST_SHOWN = 5


def addresses_that_refuse(actor: Actor) -> int | None:
    """How many guardians of the school have an address that refuses e-mails; None: fewer than five."""
    pupils = Affiliation.objects.in_force(actor.now).filter(school=actor.school_id, profile=Profile.PUPIL)
    guardians = Guardianship.objects.in_force(actor.now).filter(child__in=pupils.values("person"))
    count = Account.objects.filter(
        person__in=guardians.exclude(kind="contact").values("adult"), recovery_email_refused_at__isnull=False
    ).count()
    return count if count >= FEWEST_SHOWN else None


@dataclass(frozen=True, slots=True)
class Activation:
    """How many pupils and guardians of the school, and how many of each never came."""

    pupils: int
    pupils_never: int
    guardians: int
    guardians_never: int


def activation_of(actor: Actor) -> Activation:
    """Two statements; for who directs the school."""
    came = Q(person__account__activated_at__isnull=False)
    pupils = Affiliation.objects.in_force(actor.now).filter(school=actor.school_id, profile=Profile.PUPIL)
    of_pupils = pupils.aggregate(
        all=Count("person", distinct=True), came=Count("person", filter=came, distinct=True)
    )
    links = (
        Guardianship.objects.in_force(actor.now)
        .filter(child__in=pupils.values("person"))
        .exclude(kind="contact")
    )
    adults = links.aggregate(
        all=Count("adult", distinct=True),
        came=Count("adult", filter=Q(adult__account__activated_at__isnull=False), distinct=True),
    )
    return Activation(
        of_pupils["all"], of_pupils["all"] - of_pupils["came"], adults["all"], adults["all"] - adults["came"]
    )


# Everything a director's home counts, as one value. A family = a pupil; it came when one of the adults did.
# A set at once, and OFFSET 0: pupils and classes are looked up by an index, the links of the academy never read first.
_DESK = Piece(f"""
WITH pupil AS (
  SELECT DISTINCT a.person_id AS id FROM directory_affiliation a
  WHERE a.school_id = %(school)s AND a.profile = 'pupil' AND in_force(a.starts, a.ends, %(now)s)
), family AS (
  SELECT g.child_id, bool_or(k.activated_at IS NOT NULL) AS came
  FROM directory_guardianship g LEFT JOIN accounts_account k ON k.person_id = g.adult_id
  WHERE g.child_id = ANY(ARRAY(SELECT id FROM pupil)) AND g.kind <> 'contact' AND in_force(g.starts, g.ends, %(now)s)
  GROUP BY g.child_id
), class AS (
  SELECT c.id FROM directory_classgroup c JOIN directory_school s ON s.id = c.school_id
  WHERE c.school_id = %(school)s AND c.year_id = s.running_year_id AND c.closed_at IS NULL
)
SELECT jsonb_build_array((SELECT count(*) FROM pupil),
  (SELECT count(*) FROM family), (SELECT count(*) FROM family WHERE NOT came),
  (SELECT count(*) FROM class),
  (SELECT count(*) FROM pupil WHERE pupil.id NOT IN (
     SELECT m.person_id FROM directory_classmembership m WHERE m.class_group_id = ANY(ARRAY(SELECT id FROM class))
       AND in_force(m.starts, m.ends, %(now)s))),
  (SELECT count(*) FROM class WHERE NOT EXISTS (
     SELECT FROM directory_attachment t WHERE t.class_group_id = class.id AND t.kind = 'teaches'
       AND in_force(t.starts, t.ends, %(now)s) OFFSET 0)),
  (SELECT count(*) FROM directory_guardianrestriction r JOIN directory_guardianship g ON g.id = r.guardianship_id
     JOIN pupil ON pupil.id = g.child_id
     WHERE r.ends <= %(soon)s AND r.starts <= %(now)s AND (r.lifted_at IS NULL OR r.lifted_at > %(now)s)
       AND (r.in_force_until IS NULL OR (r.in_force_until > %(now)s AND r.in_force_until <> r.ends))),
  last.public_id, last.state, last.made_at,
  (SELECT max(d.applied_at) FROM intake_ondedelivery d WHERE d.school_id = %(school)s),
  (SELECT jsonb_build_array(d.public_id, d.applied_at, d.facts, d.source) FROM intake_ondedelivery d
     WHERE d.school_id = %(school)s AND d.alarm = 'raised' AND d.state = 'applied' AND d.applied_at > %(since)s
     ORDER BY d.applied_at DESC LIMIT 1), {LIVE_AT_SCHOOL})
FROM (SELECT 1) one LEFT JOIN LATERAL (
  SELECT d.public_id, d.state, d.made_at FROM intake_ondedelivery d
  WHERE d.school_id = %(school)s ORDER BY d.made_at DESC, d.id DESC LIMIT 1
) last ON true
""")  # noqa: S608 - a piece of ours; values go as parameters


@dataclass(frozen=True, slots=True)
class ImportAlarm:
    """By which import, when, and how many pupils left of how many (none: not counted)."""

    public_id: UUID
    at: datetime
    left: int
    pupils: int | None
    by_academy: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What a director sees of the school when the day begins: counts, and the last import."""

    pupils: int
    families: int
    families_never: int
    classes: int
    pupils_without_class: int
    classes_without_teacher: int
    restrictions_ending: int
    import_id: UUID | None
    import_state: str | None
    import_made_at: datetime | None
    import_applied_at: datetime | None
    # An import that many people left the school by, which nobody said was meant.
    alarm: ImportAlarm | None
    supports: tuple[LiveSupport, ...]

    @property
    def empty(self) -> bool:
        """Nobody was brought in yet: the import comes before everything else."""
        return not self.pupils and not self.classes

    @property
    def import_waits(self) -> bool:
        return self.import_state in {DeliveryState.CHECKED, DeliveryState.REFUSED}

    @property
    def quiet(self) -> bool:
        """No file of the school asks for the director."""
        watched = (self.pupils_without_class, self.classes_without_teacher, self.restrictions_ending)
        return not any(watched) and not self.import_waits


def desk_query(actor: Actor) -> RawSQL:
    """What the home asks for the desk; for who directs the school."""
    asked = {
        "school": actor.school_id,
        "now": actor.now,
        "soon": actor.now + SOON,
        "me": actor.person_id,
        "since": actor.now - UNDO_LASTS,
    }
    return _DESK.column(JSONField(), **asked)


def read_desk(row: list[Any]) -> Desk:
    """What that column gave."""
    found: dict[str, Any] = dict(zip((one.name for one in fields(Desk)), row, strict=True))
    return Desk(**found | {
        "import_id": UUID(found["import_id"]) if found["import_id"] else None,
        "import_made_at": _moment(found["import_made_at"]),
        "import_applied_at": _moment(found["import_applied_at"]),
        "alarm": _alarm(found["alarm"]),
        "supports": read_live(found["supports"]),
    })  # fmt: skip


def _alarm(said: list[Any] | None) -> ImportAlarm | None:
    if not said:
        return None
    public_id, at, facts, source = said
    return ImportAlarm(
        UUID(public_id),
        datetime.fromisoformat(at),
        facts.get("left", 0),
        facts.get("pupils"),
        source == Source.AAF,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
