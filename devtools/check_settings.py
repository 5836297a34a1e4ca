"""The settings of bin/check: a server's, but static files go to a folder of their own, without compression.

References between them are resolved as on a server. Compressing them would take ten of twelve seconds.
"""

from config.settings import *  # noqa: F403
from config.settings.base import LOCAL_DIR

STATIC_ROOT = LOCAL_DIR / "checked-static"
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "svg"]
