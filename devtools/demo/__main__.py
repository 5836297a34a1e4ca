import sys

from devtools.demo.site import main

sys.exit(main())
