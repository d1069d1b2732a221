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

    databases.use(database)
    out = io.StringIO()
    try:
        call_command("import_aaf", folder, academy=academy, json=True, yes=True, stdout=out)
    except SystemExit as refused:
        sys.stdout.write(out.getvalue())
        return int(refused.code or 0)
    said = json.loads(out.getvalue())
    said["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
