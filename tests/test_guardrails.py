"""Each guardrail bites: the very fault it is there for makes a test fail."""

import socket
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.http import HttpResponse

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import outbox
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.ui.screens import engine
from tests import factories as make
from tests.cast import Cast
from tests.guardrails import outbox as carried
from tests.guardrails import pages

# --- order ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_order_that_nobody_asked_for_changes() -> None:
    for number in range(8):
        make.person(f"P{number}")
    seen = {tuple(Person.objects.values_list("first_name", flat=True)) for _ in range(12)}
    assert len(seen) > 1
    assert len({tuple(Person.objects.order_by("pk").values_list("pk", flat=True)) for _ in range(12)}) == 1


@pytest.mark.django_db
def test_a_few_rows_inside_another_query_are_any_rows() -> None:
    for _ in range(8):
        make.person()
    few = Person.objects.values("pk")[:3]
    assert len({frozenset(Person.objects.filter(pk__in=few).values_list("pk")) for _ in range(12)}) > 1


@pytest.mark.django_db
def test_what_has_no_order_is_asked_as_before() -> None:
    make.person()
    for query in (Person.objects.filter(pk__in=Person.objects.values("pk")), Person.objects.distinct()):
        assert str(query.query).count("random()") <= 1
    assert Person.objects.exists()
    assert Person.objects.count() == 1
    assert Person.objects.aggregate(n=models.Count("pk")) == {"n": 1}
    assert list(Person.objects.values("last_name").annotate(n=models.Count("pk")).values_list("n")) == [(1,)]
    assert "random()" not in str(Person.objects.distinct().query)


# --- instants -------------------------------------------------------------------------------------------------------


@pytest.fixture
def resource(cast: Cast) -> Resource:
    return Resource.objects.create(service="blog", school=cast.tilleuls, owner=cast.teacher, title="Titre")


def test_columns_saved_without_their_instant(resource: Resource) -> None:
    resource.title = "Autre"
    with pytest.raises(AssertionError, match="without updated_at"):
        resource.save(update_fields=["title"])
    resource.save(update_fields=["title", "updated_at"])
    resource.save()


def test_rows_changed_without_their_instant(resource: Resource) -> None:
    with pytest.raises(AssertionError, match="without updated_at"):
        Resource.objects.update(title="Autre")
    Resource.objects.update(title="Autre", updated_at=resource.updated_at)


@pytest.mark.django_db
def test_an_instant_is_no_day() -> None:
    with pytest.raises(AssertionError, match="an instant where a day is meant"):
        Person.objects.filter(birth_date=datetime(2018, 3, 14, tzinfo=UTC)).exists()


def test_no_column_reads_the_wall_clock() -> None:
    """`auto_now` would: the house gives its time, so the columns above are set by actions."""
    clocks = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    assert clocks == []


def test_no_count_depends_on_a_table_of_content_types() -> None:
    """Nothing to warm: the product installs none, and has no generic link."""
    assert not apps.is_installed("django.contrib.contenttypes")


# --- the outbox -----------------------------------------------------------------------------------------------------


class Broken(outbox.Event):
    pass


@pytest.mark.django_db
def test_an_event_that_no_handler_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(event: Any) -> None:
        raise LookupError("not there")

    kind = outbox._kind(Broken)
    monkeypatch.setitem(outbox._events, kind, Broken)
    monkeypatch.setitem(outbox._handlers, kind, [breaks])
    outbox.emit(Broken())
    with pytest.raises(AssertionError, match="is not borne"):
        carried.carry_on()
    OutboxEvent.objects.all().delete()


@pytest.mark.django_db
def test_nothing_is_carried_on_when_nothing_was_written(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        carried.carry_on()


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<p>{% if note %}</p>",
        '<button class="btn" onclick="go()">',
        "<script>go()</script>",
        "<SCRIPT type=module>go()</SCRIPT>",
    ],
)
def test_what_no_page_holds(text: str) -> None:
    with pytest.raises(AssertionError, match="A page holds"):
        pages.hold(HttpResponse(text))
    pages.hold(HttpResponse(text, content_type="text/plain"))


@pytest.mark.parametrize(
    "text",
    [
        "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
        '<input value="&lt;img src=x onerror=alert(1)&gt;">',
        '<script type="module" src="/static/eprimo.js"></script>',
        '<p data-on="one = two">en=x</p>',
    ],
)
def test_what_a_page_may_hold(text: str) -> None:
    pages.hold(HttpResponse(text))


def test_no_page_gives_a_name_that_templates_call(rf: Any) -> None:
    screen = engine().from_string("{{ url }}")
    with pytest.raises(AssertionError, match="hides what templates call: url"):
        screen.render({"url": "/"}, rf.get("/"))


def test_what_a_page_was_drawn_from_is_told_to_the_client(client: Any) -> None:
    assert client.get("/nulle-part").context["shell"].skin == "standard"


# --- sockets --------------------------------------------------------------------------------------------------------


def _datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", ("198.51.100.7", 53))


def _connection(method: str) -> None:
    with socket.socket() as one:
        getattr(one, method)(("198.51.100.7", 80))


@pytest.mark.parametrize(
    "reach",
    [
        lambda: _connection("connect"),
        lambda: _connection("connect_ex"),
        _datagram,
        lambda: socket.getaddrinfo("ecole.example", 80),
        lambda: socket.gethostbyname("ecole.example"),
        lambda: socket.create_connection(("ecole.example", 80)),
    ],
)
def test_nobody_is_reached(reach: Any) -> None:
    with pytest.raises(RuntimeError, match="only loopback"):
        reach()


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port)), socket.socket() as other:
            assert other.connect_ex(("127.0.0.1", port)) == 0


# --- the cast -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", ["one", "two"])
def test_the_cast_is_lent_untouched(cast: Cast, turn: str) -> None:
    """What a test does to rows and objects is gone for the next."""
    assert not hasattr(cast.samira, "marked")
    assert Person.objects.get(pk=cast.samira.pk).first_name == cast.samira.first_name == "Samira"
    cast.samira.marked = turn
    cast.people.pop("paul")
    Person.objects.filter(pk=cast.samira.pk).update(first_name=turn)
    Resource.objects.create(service="blog", school=cast.tilleuls, owner=cast.teacher, title=turn)
    assert Resource.objects.count() == 1


# --- what families did ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_act_of_a_family_that_it_cannot_read_is_refused(cast: Cast) -> None:
    audit(cast.actor("samira"), "liaison.note.signed", subject_id=cast.lea.pk)
    audit(cast.actor("director"), "directory.class.created", cast.ce1)
    for who, act in (("samira", "directory.class.created"), ("lea", "nobody.said.it")):
        with pytest.raises(AssertionError, match="not translated: ar, en"):
            audit(cast.actor(who), act, cast.ce1)
