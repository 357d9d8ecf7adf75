"""What is done every night: a backup, a restore on trial, and what has been stored for long enough goes."""

from operations.night.last_run import LastRun

__all__ = ["LastRun"]
