"""What each process counts. /metrics sums it over all processes of the server (prometheus_client's multiprocess mode).

Only what happens in a process stands here. What lies in the database (queues, imports, backups) is asked when somebody
looks: `operations.house_metrics`.
"""

from prometheus_client import Counter, Gauge, Histogram

FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Upper bounds in seconds."""

REQUESTS = Counter("returkoll_requests", "Answered requests.", ["blueprint", "status"])
REQUEST_SECONDS = Histogram(
    "returkoll_request_seconds", "Seconds from a whole request to its answer.", ["blueprint"], buckets=FAST
)
FAILURES = Counter("returkoll_failures", "Requests that failed on our side, by what failed.", ["what"])
LOOKS = Counter("returkoll_looks", "Pictures and typed texts that were read.", ["way", "outcome"])
STAGE_SECONDS = Histogram(
    "returkoll_decode_seconds", "Seconds in one stage of decoding a picture.", ["stage"], buckets=FAST
)
TURN_SECONDS = Histogram(
    "returkoll_turn_wait_seconds", "Seconds that a picture waited for its turn.", buckets=FAST
)
LOOKS_INSIDE = Gauge(
    "returkoll_looks_inside",
    "Pictures that are decoded or wait for their turn now.",
    multiprocess_mode="livesum",
)
BUSY = Counter("returkoll_busy", "Pictures that were told to come again later.", ["way"])
VERDICTS = Counter("returkoll_verdicts", "Verdicts that a scan was told.", ["kind"])
IMPORTS = Counter("returkoll_imports", "Imports that ended in this server.", ["outcome"])
IMPORT_SECONDS = Histogram(
    "returkoll_import_seconds",
    "Seconds that an import took.",
    buckets=(1.0, 5.0, 15.0, 60.0, 300.0, 1200.0),
)
