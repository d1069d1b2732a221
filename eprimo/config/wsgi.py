"""The pages, for a WSGI server."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from eprimo.config.front import Front
from eprimo.config.launch import AT_WORK
from eprimo.config.pages import limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eprimo.config.settings.prod")
django = get_wsgi_application()
limit_statements()
application = Front(django, at_work=AT_WORK)
# Reads modules of apps, which are loaded by now.
import_module("eprimo.config.warm_up").warm()
# What is loaded by then, routes and their views included, lives as long as the process: the collector of garbage need
# not walk through it again and again.
gc.collect()
gc.freeze()
