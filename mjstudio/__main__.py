"""`python -m mjstudio`."""

import sys

from mjstudio.cli import main

sys.exit(main())
