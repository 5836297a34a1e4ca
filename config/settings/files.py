"""Static files, and uploaded ones: in a folder, or in a bucket where S3_BUCKET is set."""

from typing import Any

from config.settings.base import BASE_DIR, DEBUG, LOCAL_DIR, env


def s3_storage(bucket: str, *, endpoint: str, access_key: str, secret_key: str) -> dict[str, Any]:
    """An entry of STORAGES: a publicly readable bucket, at Amazon or at `endpoint`.

    Without keys, boto3 uses its usual sources.
    """
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "access_key": access_key or None,
            "secret_key": secret_key or None,
            "querystring_auth": False,
            "file_overwrite": False,
        },
    }


STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=LOCAL_DIR / "media")
S3_BUCKET = env.str("S3_BUCKET", default="")
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ORIGIN = ""
if S3_BUCKET:
    S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
    S3_ACCESS_KEY = env.str("S3_ACCESS_KEY", default="")
    S3_SECRET_KEY = env.str("S3_SECRET_KEY", default="")
    MEDIA_ORIGIN = S3_ENDPOINT_URL or f"https://{S3_BUCKET}.s3.amazonaws.com"
    STORAGES["default"] = s3_storage(
        S3_BUCKET, endpoint=S3_ENDPOINT_URL, access_key=S3_ACCESS_KEY, secret_key=S3_SECRET_KEY
    )
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of form fields; photos are counted separately
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
