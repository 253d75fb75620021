#!/usr/bin/env python
"""The portal's command line. Without a configured database it brings servers of its own (see config/bootstrap.py)."""

import os
import sys

from config.bootstrap import servers_for


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with servers_for(sys.argv[1:]):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
