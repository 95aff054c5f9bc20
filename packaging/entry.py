"""What a package starts: the command line of mjstudio."""

import os
import sys

# The package's own libraries were found by now. What the program starts in its turn, such as the
# browser for a link, is a program of the system and has to find the system's.
if sys.platform.startswith("linux") and getattr(sys, "frozen", False):
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)

from mjstudio.cli import main

sys.exit(main())
