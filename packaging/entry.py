"""The entry point of a package: the command line of mjstudio."""

import importlib
import os
import sys

# The package's own libraries are loaded by now. Programs that it starts, such as the browser for a
# link, belong to the system and must find the system's libraries.
if sys.platform.startswith("linux") and getattr(sys, "frozen", False):
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)

    # PyInstaller reads each module from the program file when it is imported. An update puts
    # another file in that place; what runs stays readable under this name until the process ends.
    archive = importlib.import_module("pyimod02_importers").pyz_archive
    archive._filename = "/proc/self/exe"  # noqa: SLF001 (it has no other way)

from mjstudio.cli import main

sys.exit(main())
