"""What is wrong with handed rows that only the database can tell: unknown names, regions, and versions that are taken."""

from collections.abc import Iterable, Iterator, Mapping

from psycopg2.extensions import cursor as Cursor

from schemas.master import Checked, Fault


def faults(cursor: Cursor, checked: Checked) -> list[Fault]:
    """Return every reason why good rows can't be written: by file and line, whatever else is wrong with the folder."""
    return [*_areas(cursor, checked), *_regions(cursor, checked), *_rules(cursor, checked), *_policies(cursor, checked)]


def _areas(cursor: Cursor, checked: Checked) -> Iterator[Fault]:
    if not checked.areas:
        return
    providers = _providers(cursor, checked)
    homes = _homes(cursor, checked)
    for row in checked.areas:
        home = homes.get(row.technician or "")
        if row.provider not in providers:
            yield _fault("areas.csv", row.line, f"provider {row.provider} is in no technicians.csv, now or before")
        elif row.technician and home is None:
            yield _fault("areas.csv", row.line, f"technician {row.technician} is in no technicians.csv, now or before")
        elif row.technician and home != row.provider:
            yield _fault("areas.csv", row.line, f"technician {row.technician} belongs to {home}, not to {row.provider}")


def _providers(cursor: Cursor, checked: Checked) -> set[str]:
    cursor.execute("SELECT code FROM core.provider")
    return {code for (code,) in cursor.fetchall()} | {provider for provider, _ in checked.mentioned}


def _homes(cursor: Cursor, checked: Checked) -> dict[str, str]:
    """Return each technician's provider as it will be after the import."""
    cursor.execute("SELECT t.code, p.code FROM core.technician t JOIN core.provider p USING (provider_id)")
    return dict(cursor.fetchall()) | {technician: provider for provider, technician in checked.mentioned}


def _regions(cursor: Cursor, checked: Checked) -> Iterator[Fault]:
    named = [("areas.csv", row.line, row.adcode) for row in checked.areas]
    named += [("rules.toml", row.line, row.match["region"]) for row in checked.rules if "region" in row.match]
    named += [("policies.toml", row.line, row.scope["region"]) for row in checked.policies if "region" in row.scope]
    if not named:
        return
    leaves = _leaves(cursor)
    parts = {code[:digits] for code in leaves for digits in (2, 4)}
    for file, line, code in named:
        short = code[:2] if code.endswith("0000") else code[:4]
        if code in leaves or code in parts:
            continue
        if len(code) == 6 and code.endswith("00") and short in parts:
            yield _fault(file, line, f"adcode {code} is no district; write {short} for all of it")
        else:
            yield _fault(file, line, f"adcode {code} is no region that is known here")


def _leaves(cursor: Cursor) -> set[str]:
    """Return the codes that an address can have: districts, and cities that have none."""
    cursor.execute(
        "SELECT adcode FROM core.region r"
        " WHERE level > 1 AND NOT EXISTS (SELECT FROM core.region below WHERE below.parent_adcode = r.adcode)"
    )
    return {code for (code,) in cursor.fetchall()}


def _rules(cursor: Cursor, checked: Checked) -> Iterator[Fault]:
    handed = {
        (row.code, row.version): (row.line, (row.priority, row.trigger, row.match, row.action, row.enabled))
        for row in checked.rules
    }
    cursor.execute(
        "SELECT rule_code, version, priority, trigger, match, action, enabled FROM core.service_rule"
        " WHERE rule_code = ANY(%s)",
        ([code for code, _ in handed],),
    )
    return _taken("rules.toml", handed, cursor.fetchall())


def _policies(cursor: Cursor, checked: Checked) -> Iterator[Fault]:
    handed = {
        (row.code, row.version): (
            row.line,
            (row.kind, row.threshold_minutes, row.warn_minutes, row.clock, row.scope, row.severity, row.enabled),
        )
        for row in checked.policies
    }
    cursor.execute(
        "SELECT policy_code, version, kind, threshold_minutes, warn_minutes, clock, scope, severity, enabled"
        " FROM core.sla_policy WHERE policy_code = ANY(%s)",
        ([code for code, _ in handed],),
    )
    return _taken("policies.toml", handed, cursor.fetchall())


def _taken(
    file: str,
    handed: Mapping[tuple[str, int], tuple[int, tuple[object, ...]]],
    stored: Iterable[tuple[object, ...]],
) -> Iterator[Fault]:
    """Compare handed contents with stored rows of (code, version, *content)."""
    for code, version, *content in stored:
        line, wanted = handed.get((str(code), int(str(version))), (0, ()))
        if wanted and wanted != tuple(content):
            why = f"{code}, version {version}, is there with another content; raise the version to change it"
            yield _fault(file, line, why)


def _fault(file: str, line: int, reason: str) -> Fault:
    return Fault(file=file, line=line, reason=reason)
