"""`shouhou stop`: end the services of this home and of its demo."""


def stop() -> None:
    """Stop every service of this home and of its demo."""
    import settings
    import stack

    home = stack.Home(settings.home())
    for each in (home, home.demo):
        ended = stack.stop(each)
        print(f"{each.path}: {'stopped ' + ', '.join(ended) if ended else 'nothing was running'}")
