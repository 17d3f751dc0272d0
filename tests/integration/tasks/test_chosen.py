"""Which accounts a run goes over."""

from collections.abc import Callable

import pytest

from store.accounts import UnknownAccount
from tests.stage import Stage


def test_an_empty_list_of_accounts_means_all_as_the_form_says(on_stage: Callable[..., Stage]) -> None:
    stage = on_stage(orders=20, shops=2)
    assert set(stage.sync_orders([])["accounts"]) == {"tmall-flagship", "tmall-outlet"}


def test_named_accounts_are_asked_once_each(on_stage: Callable[..., Stage]) -> None:
    stage = on_stage(orders=20)
    assert list(stage.sync_orders(["tmall-outlet", "tmall-outlet"])["accounts"]) == ["tmall-outlet"]


@pytest.mark.parametrize("name", ["nobody", "sf-main"])
def test_a_name_that_does_not_fit_is_told_as_the_ui_shows_it(on_stage: Callable[..., Stage], name: str) -> None:
    stage = on_stage(orders=20)
    with pytest.raises(UnknownAccount, match=f"No account that fits is called {name}; `shouhou accounts` lists"):
        stage.sync_orders([name])
