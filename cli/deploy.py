"""`shouhou deploy`: pool, queues and deployments in the Prefect API in use."""


def deploy() -> None:
    """Make the work pool and the deployments of prefect.yaml; remove schedules the file no longer has."""
    from cli.context import enter
    from settings import load

    settings = load()
    enter(settings)
    for line in bring():
        print(line)


def bring() -> list[str]:
    """Bring pool and deployments to the Prefect API of this process's environment; returns what was done, as lines."""
    import os

    from stack import deployments

    deployments.bootstrap()
    removed = deployments.deploy()
    done = f"deployed {deployments.FILE.name} to {os.environ['PREFECT_API_URL']}"
    return [done, *(f"removed schedule {title}: it is no longer in {deployments.FILE.name}" for title in removed)]
