"""Compiled templates, kept in files: two seconds of a processor at each start become a tenth.

Written by `manage.py warm_templates`, or at the first use where the folder lets us; read from one that does not.
"""

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket


class BytecodeCache(jinja2.FileSystemBytecodeCache):
    """One file a template, named by what else its code depends on: another kit never reads it."""

    def __init__(self, folder: str, env: jinja2.Environment) -> None:
        with suppress(OSError):
            Path(folder).mkdir(parents=True, exist_ok=True)
        super().__init__(folder, f"{_digest(env)}-%s.cache")

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _digest(env: jinja2.Environment) -> str:
    """The source of a template is in its file already; how it is compiled and values are written is not."""
    parts = [jinja2.__version__, repr(env.finalize is not None), *sorted(env.extensions)]
    for known in (env.filters, env.tests):
        parts += sorted(f"{name} {_passed(known, name)}" for name in known)
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def _passed(known: Mapping[str, Any], name: str) -> str:
    """What Jinja2 gives it first, by the mark that its `pass_context` and the like leave."""
    return str(getattr(known[name], "jinja_pass_arg", ""))
