"""One `import_aaf` into a database of the bench, in a process of its own, which then says how much memory it took."""

import io
import json
import os
import resource
import sys


def main(folder: str, academy: str, database: str) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from bench import databases
    from eprimo.foundation.intake.aaf.readers import MOST

    databases.use(database)
    out = io.StringIO()
    try:
        call_command("import_aaf", folder, academy=academy, json=True, yes=True, stdout=out)
    except SystemExit as refused:
        sys.stdout.write(out.getvalue())
        return int(refused.code or 0)
    said = json.loads(out.getvalue())
    own, readers = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    # What is known of processes that read is the greatest of them.
    said["memory_mb"] = (own + readers * min(os.cpu_count() or 1, MOST)) / 1024
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
