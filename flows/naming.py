"""How runs are called in Prefect's UI: by what they do and when they were to start."""

from zoneinfo import ZoneInfo

from prefect.runtime import flow_run

SHANGHAI = ZoneInfo("Asia/Shanghai")


def run_name() -> str:
    """Return a name such as `sync-orders 11-20 16:30:05`, Beijing time."""
    at = flow_run.scheduled_start_time
    return f"{flow_run.flow_name} {at.astimezone(SHANGHAI):%m-%d %H:%M:%S}"
