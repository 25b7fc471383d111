"""`python -m wallet` is `wallet`."""

import sys

from wallet.cli import main

sys.exit(main())
