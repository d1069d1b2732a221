"""Where a page of notes begins: the keys of the first of them, found in the order of the page from where they stand.

Own notes, and what each audience of a reader was given, stand in indexes in that order: each is walked through until it
gave a full page, so that a page reads as many rows of a great many notes as of few. The same conditions are asked of
each note there (`n`, and its resource `r`); what several walks found is put in order by the page.
"""

from dataclasses import dataclass

from eprimo.services.liaison.kind import NOTE


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a page, newest first: by this column of own resources, and by this one of shares."""

    own: str
    shared: str


# As they changed last: shares carry that instant.
CHANGED = Order("updated_at", "updated_at")
# As they were sent: who works with a note has it from its publication on.
SENT = Order("published_at", "visible_from")
# As they reached a family.
REACHED = Order("", "visible_from")
# By the audiences of the role in use, and by those of own children.
AT_WORK, FAMILY = "unnest(%(work_audience_ids)s::bigint[])", "unnest(%(family_audience_ids)s::bigint[])"
# By those of one class.
OF_CLASS = """(SELECT u.id FROM access_audience u JOIN directory_classgroup g ON u.kind = 'class' AND u.target = g.id
  WHERE g.public_id = %(in_class)s)"""

# By their keys: asked of all at once, the planner may read the notes of the whole academy.
_NOTE = "CROSS JOIN LATERAL (SELECT * FROM liaison_note x WHERE x.resource_id = {0} OFFSET 0) n"
_RESOURCE = "CROSS JOIN LATERAL (SELECT * FROM content_resource x WHERE x.id = {0} OFFSET 0) r"
ROWS = f"{_NOTE.format('walked.id')} {_RESOURCE.format('walked.id')}"
_OWN = """(SELECT r.id FROM content_resource r {note}
  WHERE r.owner_id = %(me)s AND r.service = '{service}' AND n.school_id = %(school)s AND {beyond} AND {where}
  ORDER BY {order} LIMIT {most})"""
_SHARED = """(SELECT given.id FROM {audiences} held(id) CROSS JOIN LATERAL (
  SELECT h.resource_id AS id FROM content_share h {note} {resource}
  WHERE h.audience_id = held.id AND h.service = '{service}' AND {beyond} AND {where}
  ORDER BY {order} LIMIT {most}) given)"""
_BEYOND = {"": "TRUE", "after": "({0}) < (%(at)s, %(mark)s)", "before": "({0}) > (%(at)s, %(mark)s)"}


def beyond(way: str, column: str, key: str = "n.resource_id") -> str:
    """The rows of a page that begins after or before a mark."""
    return _BEYOND[way].format(f"{column}, {key}")


def ordered(way: str, column: str, key: str = "n.resource_id") -> str:
    """The order in which a page is read: backwards, oldest first."""
    return f"{column}, {key}" if way == "before" else f"{column} DESC, {key} DESC"


def own(order: Order, where: str, most: int, way: str = "") -> str:
    """The first of the actor's own notes at the school in use that meet `where`, as a relation of keys."""
    key = (f"r.{order.own}", "r.id")
    return _OWN.format(
        note=_NOTE.format("r.id"), service=NOTE.key, where=where, most=most, beyond=beyond(way, *key),
        order=ordered(way, *key),
    )  # fmt: skip


def shared(order: Order, where: str, most: int, way: str = "", audiences: str = AT_WORK) -> str:
    """The first notes that each of these audiences was given, of those that meet `where` (`h` is the share there), as a
    relation of keys. Who sees a note is a part of `where`: a share may begin later, or be of another school."""
    key = (f"h.{order.shared}", "h.resource_id")
    return _SHARED.format(
        note=_NOTE.format("h.resource_id"), resource=_RESOURCE.format("h.resource_id"), service=NOTE.key, where=where,
        most=most, audiences=audiences, beyond=beyond(way, *key), order=ordered(way, *key),
    )  # fmt: skip
