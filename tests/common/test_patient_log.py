"""A log that cannot be written fails nothing."""

from pathlib import Path

import pytest
import structlog

from common.patient_log import PatientLogger

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full: Linux has it (full(4))")
def test_a_line_that_the_logs_disk_has_no_room_for_is_lost_alone() -> None:
    file = FULL.open("w")
    with pytest.raises(OSError, match="No space left"):
        structlog.PrintLogger(file).info("before")
    PatientLogger(file).error("a line")
    with pytest.raises(OSError, match="No space left"):
        file.close()
