"""The databases that the other tests stand on."""

from sqlalchemy import Engine, text


def test_each_test_has_a_migrated_database_of_its_own(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE core.mine (n int)"))
        assert connection.execute(text("SELECT count(*) FROM core.sales_order")).scalar() == 0


def test_what_one_test_leaves_behind_the_next_one_does_not_see(database: Engine) -> None:
    with database.connect() as connection:
        assert connection.execute(text("SELECT to_regclass('core.mine')")).scalar() is None
