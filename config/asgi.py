"""The ASGI application that `kroniek serve` runs."""

import os
import threading

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_asgi_application()

# Each worker loads what search needs before a reader asks, and answers pages meanwhile.
from kroniek.find import warm_up  # noqa: E402 (the applications must be loaded first)

threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
