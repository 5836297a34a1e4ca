"""What other settings build on: the environment, the folders, debugging and the site's address."""

from pathlib import Path

from config.environment import read_environment
from config.settings.origins import origin_of

BASE_DIR = Path(__file__).resolve().parents[2]
LOCAL_DIR = BASE_DIR / ".local"

env = read_environment(BASE_DIR / ".env")

DEBUG = env.switch("DEBUG", default=False)
SITE_URL = env.web_address("SITE_URL", default="http://localhost:8000")  # for mails and payers
SITE_ORIGIN = origin_of(SITE_URL)
