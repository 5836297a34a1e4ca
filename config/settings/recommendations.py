"""Re-ranking of recommendations by a language model; off without an endpoint and a model."""

from config.settings.base import env

# With the path before /chat/completions
RERANK_URL = env.web_address("RERANK_URL", default="")
RERANK_MODEL = env.str("RERANK_MODEL", default="")
RERANK_API_KEY = env.str("RERANK_API_KEY", default="")
RERANK_TIMEOUT = env.whole("RERANK_TIMEOUT", default=20, least=1)  # seconds for each request
# Of one night
RERANK_MAX_REQUESTS = env.whole("RERANK_MAX_REQUESTS", default=200)
RERANK_MAX_TOKENS = env.whole("RERANK_MAX_TOKENS", default=200_000)
