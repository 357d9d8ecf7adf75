"""`flask doctor`: what is wrong with this installation, and what to do about it."""

from operations.doctor.cli import doctor_command

__all__ = ["doctor_command"]
