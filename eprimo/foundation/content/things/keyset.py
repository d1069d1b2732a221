"""Where a page of things begins: the keys of the first of them, found in the order of the page from where they stand.

Own things, and what each audience of a reader was given, stand in indexes in that order: each is walked through until
it gave a full page, so that a page reads as many rows of a great many things as of few. The same conditions are asked
of each thing there (`r`, its resource); what several walks found is put in order by the page.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model

from eprimo.foundation.content.capabilities import Ownership, detail_model
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a page, newest first: by this column of own resources, and by this one of shares."""

    own: str
    shared: str


# As they changed last: shares carry that instant.
CHANGED = Order("updated_at", "updated_at")
# As they were sent: who works with a thing has it from its publication on.
SENT = Order("published_at", "visible_from")
# As they reached those they are for.
REACHED = Order("", "visible_from")
# By the audiences of the role in use, by those of own children, and by both.
AT_WORK, FAMILY = "unnest(%(work_audience_ids)s::bigint[])", "unnest(%(family_audience_ids)s::bigint[])"
ALL = "unnest(%(audience_ids)s::bigint[])"

# By their keys: asked of all at once, the planner may read the things of the whole academy.
RESOURCE = "CROSS JOIN LATERAL (SELECT * FROM content_resource x WHERE x.id = {0} OFFSET 0) r"
_OWN = """(SELECT given.id FROM (VALUES {kinds}) kind(service) CROSS JOIN LATERAL (
  SELECT r.id FROM content_resource r {beside}
  WHERE r.owner_id = %(person_id)s AND r.service = kind.service AND {beyond} AND {where}
  ORDER BY {order} LIMIT {most}) given)"""
_SHARED = """(SELECT given.id FROM {audiences} held(id) CROSS JOIN (VALUES {kinds}) kind(service) CROSS JOIN LATERAL (
  SELECT h.resource_id AS id FROM content_share h {resource} {beside}
  WHERE h.audience_id = held.id AND h.service = kind.service AND {beyond} AND {where}
  ORDER BY {order} LIMIT {most}) given)"""
_DETAIL = "LEFT JOIN LATERAL (SELECT * FROM {0} x WHERE x.resource_id = r.id OFFSET 0) {1} ON true"
_BEYOND = {"": "TRUE", "after": "({0}) < (%(at)s, %(mark)s)", "before": "({0}) > (%(at)s, %(mark)s)"}


def beyond(way: str, column: str, key: str) -> str:
    """Return the rows of a page that begins after or before a mark."""
    return _BEYOND[way].format(f"{column}, {key}")


def ordered(way: str, column: str, key: str) -> str:
    """Return the order in which a page is read: backwards, oldest first."""
    return f"{column}, {key}" if way == "before" else f"{column} DESC, {key} DESC"


def own(
    kinds: Collection[str], order: Order, where: str, most: int, way: str = "", *, beside: str = ""
) -> str:
    """Return the first of the actor's own things of each of these kinds that meet `where`, as a relation of keys.
    `beside`: what is joined to `r` for it."""
    key = (f"r.{order.own}", "r.id")
    return _OWN.format(
        kinds=_listed(kinds),
        beside=beside,
        where=where,
        most=most,
        beyond=beyond(way, *key),
        order=ordered(way, *key),
    )


def shared(
    kinds: Collection[str], order: Order, where: str, most: int, way: str = "", *, audiences: str, beside: str = ""
) -> str:  # fmt: skip
    """Return the first things of each of these kinds that each of these audiences was given, of those that meet `where`
    (`h` is the share there), as a relation of keys. Who sees a thing is a part of `where`: a share may begin later."""
    key = (f"h.{order.shared}", "h.resource_id")
    return _SHARED.format(
        kinds=_listed(kinds), audiences=audiences, resource=RESOURCE.format("h.resource_id"), beside=beside,
        where=where, most=most, beyond=beyond(way, *key), order=ordered(way, *key),
    )  # fmt: skip


def _listed(kinds: Collection[str]) -> str:
    return ", ".join(f"('{key}')" for key in sorted(kinds))


def names_of(kinds: Iterable[Kind]) -> dict[type[Model], str]:
    """Return what a walk through these kinds calls resources, and the own columns of those that say with them what is
    own."""
    own_columns = {
        model: f"own_{kind.key}"
        for kind in kinds
        if kind.get(Ownership) is not None and (model := detail_model(kind)) is not None
    }
    return {Resource: "r", **own_columns}


def details(names: Mapping[type[Model], str], where: str) -> str:
    """Return the joins of those tables that `where` speaks of, to stand beside `r`."""
    return " ".join(
        _DETAIL.format(model._meta.db_table, name)  # noqa: SLF001 - documented
        for model, name in names.items()
        if model is not Resource and f"{name}." in where
    )
