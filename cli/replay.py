"""`shouhou replay`: rejects are taken through again, here and now, through Prefect."""

from typing import Annotated

import typer

from cli.rejects import Account, EntityName, Rule, chosen


def replay(
    rule: Rule = None,
    account: Account = None,
    entity: EntityName = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the tally as one JSON object.")] = False,
) -> None:
    """Take open rejects through again from what was stored, after a rule or a table was mended; no platform is asked."""
    from msgspec.structs import asdict

    from cli.run import through_prefect
    from cli.words import check_account

    choice = chosen(account, entity, rule)
    given = {key: value for key, value in asdict(choice).items() if value is not None}
    through_prefect("replay", given, as_json=as_json, check=lambda settings: check_account(account, settings.accounts))
