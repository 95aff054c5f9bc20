"""The sandbox with previews as large as the finished grid, 2048x2048; used by `beat`.

Otherwise the program of `mjstudio sandbox`; the real service sends smaller previews.
"""

import sys

from mjstudio.sandbox.__main__ import main
from mjstudio.sandbox.work import tasks
from mjstudio.sandbox.work.sizes import doubled

if __name__ == "__main__":
    vars(tasks)["halved"] = doubled
    sys.exit(main())
