"""Pictures as objects in an S3-compatible store. boto3 is needed for it only: `pip install boto3`.

Who may use the bucket is said by boto3's own settings (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from photos.no_photo import NoPhoto

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError as missing:
    raise ValueError("RETURKOLL_PHOTO_STORE=s3://… needs boto3: `.venv/bin/pip install boto3`") from missing

PATIENCE = Config(connect_timeout=3, read_timeout=10, retries={"max_attempts": 3, "mode": "standard"})
"""Seconds. A page with a photo waits no longer."""
PROBE = "returkoll-probe"


class Bucket:
    """Objects `prefix/abcdef….jpg`."""

    def __init__(self, name: str, prefix: str, endpoint: str | None, region: str | None) -> None:
        self.name, self.prefix = name, f"{prefix}/" if prefix else ""
        self._client: Any = boto3.client("s3", endpoint_url=endpoint, region_name=region, config=PATIENCE)

    def __str__(self) -> str:
        return f"s3://{self.name}/{self.prefix}"

    def put(self, digest: str, jpeg: bytes) -> None:
        self._write(f"{digest}.jpg", jpeg, "image/jpeg")

    def get(self, digest: str) -> bytes:
        with _told(self):
            found = self._client.get_object(Bucket=self.name, Key=f"{self.prefix}{digest}.jpg")
            jpeg: bytes = found["Body"].read()
            return jpeg

    def remove(self, digest: str) -> None:
        self._delete(f"{digest}.jpg")

    def digests(self) -> Iterator[tuple[str, float]]:
        with _told(self):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.name, Prefix=self.prefix
            )
            for page in pages:
                for one in page.get("Contents", ()):
                    name = one["Key"].removeprefix(self.prefix)
                    if name.endswith(".jpg"):
                        yield name.removesuffix(".jpg"), one["LastModified"].timestamp()

    def try_writing(self) -> None:
        self._write(PROBE, b"Returkoll", "text/plain")
        self._delete(PROBE)

    def _write(self, name: str, data: bytes, mimetype: str) -> None:
        with _told(self):
            self._client.put_object(
                Bucket=self.name, Key=f"{self.prefix}{name}", Body=data, ContentType=mimetype
            )

    def _delete(self, name: str) -> None:
        with _told(self):
            self._client.delete_object(Bucket=self.name, Key=f"{self.prefix}{name}")


@contextmanager
def _told(bucket: Bucket) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise NoPhoto(f"{bucket}: {error}") from error
