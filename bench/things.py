"""News and links of every school, by its head."""

import json
from datetime import datetime

from bench.academy import BLOCK, DIRECTOR
from bench.rows import execute, insert
from eprimo.foundation.access.models import Audience
from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource, Share, Target, Version
from eprimo.services.links.models import Link
from eprimo.services.news.models import News

# Of each kind, in each school.
THINGS = 24


def give(now: datetime) -> None:
    """News and links of each school, to all of it: by its head, some of them over, taken back or not yet sent."""
    for number, profile in enumerate(("teacher", "staff", "guardian")):
        insert(
            Audience, "s", id=f"30000000 + id * 3 + {number}", kind="'school'", target="id", profile=f"'{profile}'",
            school_id="id",
        )  # fmt: skip
    for number, (service, own, columns) in enumerate((
        ("news", News, {"headline": "n = 3"}), ("links", Link, {"address": "'https://exemple.fr/' || n"}),
    )):  # fmt: skip
        execute(
            f"CREATE TEMP TABLE {service} AS SELECT s.id AS school, n, s * {BLOCK} + {DIRECTOR} AS author, "
            f"s * {THINGS} + n + 40000000 + {number} * 10000000 AS id, "
            "(ARRAY['published', 'published', 'published', 'published', 'withdrawn', 'draft'])[n % 6 + 1] AS state, "
            f"'{now.isoformat()}'::timestamptz - n * interval '3 days' AS at FROM s, generate_series(1, {THINGS}) n"
        )
        execute(f"ANALYZE {service}")
        sent = f"{service} WHERE state <> 'draft'"
        insert(
            Resource, service, id="id", public_id="uuidv7()", service=f"'{service}'", school_id="school",
            owner_id="author", title="'Kermesse et vide-grenier'", state="state", created_at="at", updated_at="at",
            version="CASE state WHEN 'draft' THEN 0 ELSE 1 END",
            published_at="CASE state WHEN 'draft' THEN NULL ELSE at END",
            visible_from="CASE state WHEN 'draft' THEN NULL ELSE at END",
        )  # fmt: skip
        insert(own, service, resource_id="id", school_id="school", **columns)
        insert(
            Version, sent, resource_id="id", school_id="school", number="1", title="'Kermesse et vide-grenier'",
            body=f"'{json.dumps(richtext.parse('Samedi, dans la cour.'))}'::jsonb", author_id="author", made_at="at",
        )  # fmt: skip
        insert(
            Target,
            service,
            resource_id="id",
            school_id="school",
            kind="'school'",
            target="school",
            pupils="false",
        )
        shared = {"school_id": "school", "visible_from": "at", "service": f"'{service}'", "updated_at": "at"}
        insert(Share, sent, resource_id="id", audience_id="school", level="4", **shared)
        for profile in range(3):
            insert(
                Share, sent, resource_id="id", audience_id=f"30000000 + school * 3 + {profile}", level="1", **shared,
            )  # fmt: skip
