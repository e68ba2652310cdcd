#!/usr/bin/env python
"""Django's command line. Without servers of your own: `python -m villagegov.embedded -- python manage.py …`."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "villagegov.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"villagegov: {error}")


if __name__ == "__main__":
    main()
