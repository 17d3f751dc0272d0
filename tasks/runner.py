"""Where the tasks of a run are carried out: in threads of the run's own process, or on a Dask cluster."""

from typing import Any

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from settings import SettingsError, load


class DaskMissing(Exception):
    """`dask_address` is set, and the package that speaks to it is not installed."""

    def __str__(self) -> str:
        return "dask_address is set, but prefect-dask is not installed; install shouhou[dask]"


def chosen_runner() -> TaskRunner[Any]:
    """
    Return the runner that this process's settings name.

    Settings that cannot be read are told when the run begins, not when its flow is loaded.

    Raises:
        DaskMissing: install the extra `dask`.
    """
    try:
        address = load().dask_address
    except SettingsError:
        address = None
    return _on_dask(address) if address else ThreadPoolTaskRunner()


def _on_dask(address: str) -> TaskRunner[Any]:
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError:
        raise DaskMissing from None
    return DaskTaskRunner(address=address)
