"""Routes and map tiles."""

from config.settings.base import env

# Routes: T Map if its key is set, else OSRM if its URL is, else a straight line
TMAP_APP_KEY = env.str("TMAP_APP_KEY", default="")
TMAP_URL = env.web_address("TMAP_URL", default="https://apis.openapi.sk.com")
OSRM_URL = env.web_address("OSRM_URL", default="")
OSRM_PROFILE = env.str("OSRM_PROFILE", default="driving")

# The map tiles; without them maps show their pins and lines on a plain ground
TILE_URL = env.str("TILE_URL", default="")
TILE_ATTRIBUTION = env.str(
    "TILE_ATTRIBUTION",
    default='&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>',
)
