#!/usr/bin/env python3
"""Every tool of e-primo: `python manage.py help`."""

import os
import sys


def main() -> None:
    if sys.argv[1:2] in (["demo"], ["load_demo"]):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eprimo.config.settings.demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eprimo.config.settings.dev")
    if sys.argv[1:2] == ["demo"]:
        from eprimo.devtools.demo.ports import refuse_when_taken

        refuse_when_taken()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
