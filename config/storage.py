"""Storage of uploaded files other than in a folder."""

from typing import Any


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
