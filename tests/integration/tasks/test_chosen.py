"""Which accounts a run goes over."""

from collections.abc import Callable

from tests.stage import Stage


def test_an_empty_list_of_accounts_means_all_as_the_form_says(on_stage: Callable[..., Stage]) -> None:
    stage = on_stage(orders=20)
    assert set(stage.sync_orders([])["accounts"]) == {"tmall-flagship", "tmall-outlet"}


def test_named_accounts_are_asked_once_each(on_stage: Callable[..., Stage]) -> None:
    stage = on_stage(orders=20)
    assert list(stage.sync_orders(["tmall-outlet", "tmall-outlet"])["accounts"]) == ["tmall-outlet"]
