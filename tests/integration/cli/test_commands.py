"""Commands as processes, on a real database: what they print, how they end, what they say of a mistake."""

import json
import socket
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from sandbox.service import Sandbox
from tests.commands import command, environment, shouhou

Done = subprocess.CompletedProcess[str]

CONFIG = """\
[[accounts]]
name = "shop-a"
platform = "tmall"
base_url = "http://127.0.0.1:1/tmall"
app_key = "1"
app_secret = { env = "SECRET" }
session = { env = "SECRET" }
"""


@pytest.fixture
def call(tmp_path: Path, database_url: str) -> Callable[..., Done]:
    """Return a caller of commands in a home of its own, with the test's database and one shop that nobody answers for."""
    (tmp_path / "shouhou.toml").write_text(CONFIG)

    def call(*words: str, **environ: str) -> Done:
        given = {
            "SHOUHOU_CONFIG": str(tmp_path / "shouhou.toml"),
            "SHOUHOU_DATABASE_URL": database_url,
            "SHOUHOU_PATIENCE_S": "0",
            "SECRET": "s3cr3t",
        }
        done = shouhou(*words, home=tmp_path / "home", **(given | environ))
        assert "Traceback" not in done.stderr
        assert "s3cr3t" not in done.stdout + done.stderr
        return done

    return call


def test_db_url_is_the_last_line_as_libpq_reads_it(call: Callable[..., Done], database_url: str) -> None:
    done = call("db", "url")

    assert done.stdout.splitlines()[-1] == database_url.replace("+psycopg2", "")


def test_a_database_behind_the_code_is_named_and_upgraded(
    call: Callable[..., Done], database: Engine, migrated: str
) -> None:
    with database.begin() as connection:
        for schema in ("api", "ops", "core", "raw"):
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        connection.execute(text("DROP TABLE schema_version"))

    behind = call("accounts")
    upgraded = call("db", "upgrade")
    with database.connect() as connection:
        regions = connection.execute(text("SELECT count(*) FROM core.region")).scalar_one()

    assert (behind.returncode, behind.stdout) == (2, "")
    assert "run `shouhou db upgrade`" in behind.stderr
    assert upgraded.returncode == 0
    assert regions > 3_000
    assert call("db", "upgrade").returncode == 0


def test_a_database_newer_than_the_code_is_left_alone(call: Callable[..., Done], database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE schema_version SET version_num = '9999'"))

    for words in (("accounts",), ("db", "upgrade"), ("run", "watch-sla")):
        done = call(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "upgrade shouhou" in done.stderr


@pytest.mark.parametrize(
    "url", ["postgresql://u:p@127.0.0.1:1/x", "postgresql://u:p@no-such-host.invalid/x", "mysql://127.0.0.1/x"]
)
def test_a_wrong_database_url_is_told_before_anything_runs(call: Callable[..., Done], url: str) -> None:
    done = call("run", "watch-sla", SHOUHOU_DATABASE_URL=url)

    assert (done.returncode, done.stdout) == (2, "")
    assert "SHOUHOU_DATABASE_URL" in done.stderr
    assert "u:p@" not in done.stderr


def test_every_fault_of_the_configuration_is_named_and_nothing_is_started(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    bad = CONFIG.replace('app_key = "1"\n', "").replace('{ env = "SECRET" }', '{ env = "NOT_SET" }', 1)
    (tmp_path / "shouhou.toml").write_text(bad + 'nonsense = 1\n[[accounts]]\nname = "x"\nplatform = "ebay"\n')
    done = call("run", "sync-orders")

    assert (done.returncode, done.stdout) == (2, "")
    for said in ("app_secret: the environment variable NOT_SET", "app_key: is missing", "nonsense: ", "account x: "):
        assert said in done.stderr
    assert not (tmp_path / "home" / "services.json").exists()


def test_a_prefect_api_that_does_not_answer_is_named(call: Callable[..., Done]) -> None:
    done = call("run", "watch-sla", PREFECT_API_URL="http://127.0.0.1:1/api")

    assert (done.returncode, done.stdout) == (1, "")
    assert "http://127.0.0.1:1/api does not answer; check PREFECT_API_URL" in done.stderr


def test_a_parameter_that_a_flow_does_not_know_is_refused_before_it_is_entered(
    call: Callable[..., Done], database: Engine, prefect_api: str
) -> None:
    unknown = call("run", "watch-sla", "--param", "when=now", PREFECT_API_URL=prefect_api)
    unfit = call("run", "watch-sla", "--param", "now=tomorrow", PREFECT_API_URL=prefect_api)
    with database.connect() as connection:
        runs = connection.execute(text("SELECT count(*) FROM ops.run")).scalar_one()

    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "watch-sla has no parameter when; known: now" in unknown.stderr
    assert (unfit.returncode, unfit.stdout) == (2, "")
    assert "a parameter of watch-sla is wrong: now" in unfit.stderr
    assert runs == 0


def test_bad_lines_of_master_data_are_all_named_and_nothing_is_written(
    call: Callable[..., Done], database: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    head = "sku_code,name,brand,category_code,service_mode,install_skill,repair_skill\n"
    lines = "A,Kettle,Acme,kettle,none,,\nB,Stove,Acme,stove,magic,,\n,Nameless,Acme,stove,none,,\n"
    (folder / "products.csv").write_text(head + lines)
    bad = call("import", str(folder))
    (folder / "products.csv").write_text(head + lines.splitlines(keepends=True)[0])
    good, again = call("import", str(folder)), call("import", str(folder))
    with database.connect() as connection:
        products = connection.execute(text("SELECT sku_code FROM core.product")).scalars().all()

    assert (bad.returncode, bad.stdout) == (2, "")
    assert "products.csv" in bad.stderr
    assert "3" in bad.stderr
    assert "4" in bad.stderr
    assert good.stdout == "products.csv: 1 new, 0 changed, 0 unchanged\n"
    assert again.stdout == "products.csv: 0 new, 0 changed, 1 unchanged\n"
    assert products == ["A"]


def test_a_folder_that_is_not_there_is_named_and_starts_nothing(call: Callable[..., Done], tmp_path: Path) -> None:
    done = call("import", str(tmp_path / "nowhere"), SHOUHOU_DATABASE_URL="")

    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere" in done.stderr
    assert "starting" not in done.stderr


def test_an_account_is_paused_with_a_reason_listed_and_resumed(call: Callable[..., Done], database: Engine) -> None:
    paused = call("accounts", "pause", "shop-a", "--reason", "session ran out")
    listed = call("accounts")
    resumed = call("accounts", "resume", "shop-a", "--reason", "renewed")

    assert paused.stdout == "shop-a is paused: session ran out\n"
    assert "paused" in listed.stdout
    assert "session ran out" in listed.stdout
    assert resumed.stdout == "shop-a is active\n"
    assert "session ran out" not in call("accounts").stdout
    with database.connect() as connection:
        kept = connection.execute(text("SELECT action, reason FROM ops.operator_action ORDER BY action_id")).all()
    assert kept == [("accounts pause", "session ran out"), ("accounts resume", "renewed")]


STOP = """
INSERT INTO ops.quality_stop (account, entity, rule, run_id, message)
VALUES ('shop-a', 'orders', 'nothing_fetched', gen_random_uuid(), 'Nothing <b>came</b>.')"""
CHECKED = """
INSERT INTO ops.validation_result (run_id, account, entity, suite, expectation, severity, checked, failed)
SELECT '00000000-0000-4000-8000-000000000001'::uuid, 'shop-a', 'orders', 'orders', * FROM (VALUES
    ('it_holds', 'critical', 9, 0), ('it_fails', 'warning', 9, 4), ('it_is_open', 'critical', 0, 0)) AS v"""


CHANGED = """
INSERT INTO ops.drift (account, entity, path, kind, value, first_seen) VALUES
    ('shop-a', 'orders', 'orders.paid', 'new_field', 'string', now()),
    ('shop-a', 'orders', 'orders.payment', 'missing_field', 'string', now() - interval '1 day')"""


def test_what_stopped_an_account_is_accepted_with_a_reason_only(call: Callable[..., Done], database: Engine) -> None:
    call("accounts", "pause", "shop-a", "--reason", "Nothing came.")
    with database.begin() as connection:
        connection.execute(text(STOP))
    refused = call("accounts", "resume", "shop-a")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--reason" in refused.stderr
    assert "paused" in call("accounts").stdout
    assert call("accounts", "resume", "shop-a", "--reason", "a holiday").returncode == 0
    with database.connect() as connection:
        accepted = connection.execute(text("SELECT accepted_reason FROM ops.quality_stop")).scalars().all()
    assert accepted == ["a holiday"]


def test_quality_is_a_table_or_a_page_of_its_own(call: Callable[..., Done], database: Engine, tmp_path: Path) -> None:
    nothing = call("quality")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    call("accounts")
    with database.begin() as connection:
        connection.exec_driver_sql(CHECKED)
        connection.execute(text(STOP))

    shown = call("quality", COLUMNS="200").stdout
    assert "it_fails" in shown
    assert "not checked" in shown
    assert "it_holds" not in shown
    assert "1 of 3 expectations hold" in shown
    assert "it_holds" in call("quality", "--all", COLUMNS="200").stdout
    other = call("quality", "--run", "00000000-0000-4000-8000-000000000002", COLUMNS="200")
    assert "nothing was checked" in other.stderr
    assert "nothing_fetched" in other.stdout, "a stop is shown where its run has kept no results"
    assert call("quality", "--run", "x").returncode == 2

    written = call("quality", "--out", str(tmp_path / "quality.html"))
    made = (tmp_path / "quality.html").read_text(encoding="utf-8")
    assert written.returncode == 0
    assert "Nothing &lt;b&gt;came&lt;/b&gt;." in made
    assert "it_is_open" in made
    missing = call("quality", "--out", str(tmp_path / "no-such-folder" / "quality.html"))
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "cannot be written" in missing.stderr


def test_changes_of_a_platform_are_listed_and_accepted_with_a_reason(
    call: Callable[..., Done], database: Engine
) -> None:
    assert "nothing has changed" in call("drift").stderr
    with database.begin() as connection:
        connection.exec_driver_sql(CHANGED)

    listed = json.loads(call("drift", "--json").stdout)
    assert [(row["path"], row["severity"]) for row in listed] == [
        ("orders.payment", "critical"),
        ("orders.paid", "warning"),
    ]
    assert "critical" in call("drift", "--kind", "missing_field", COLUMNS="200").stdout
    for words, why in (
        ((), "--reason"), (("--reason", "x"), "or say --all"), (("--reason", " ", "--all"), "say why"),
        (("--reason", "x", "--kind", "lost"), "new_field, missing_field"),
    ):  # fmt: skip
        refused = call("drift", "accept", *words)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert why in refused.stderr

    done = call("drift", "accept", "--account", "shop-a", "--path", "orders.paid", "--reason", "not for us")
    assert (done.returncode, done.stdout) == (0, "1 changes accepted\n")
    assert [row["path"] for row in json.loads(call("drift", "--json").stdout)] == ["orders.payment"]
    with database.connect() as connection:
        [action] = connection.execute(text("SELECT actor, action, subject, reason FROM ops.operator_action")).all()
    assert action.actor
    assert (action.action, action.subject["path"], action.reason) == ("drift accept", "orders.paid", "not for us")


def test_an_unknown_account_cannot_be_paused(call: Callable[..., Done]) -> None:
    done = call("accounts", "pause", "shop-z", "--reason", "x")

    assert (done.returncode, done.stdout) == (2, "")
    assert "no account is called shop-z; known: shop-a" in done.stderr


def test_pausing_needs_a_reason(call: Callable[..., Done]) -> None:
    assert call("accounts", "pause", "shop-a").returncode == 2
    assert call("accounts", "pause", "shop-a", "--reason", " ").returncode == 2


def test_the_doctor_names_what_is_wrong_and_goes_on(call: Callable[..., Done], prefect_api: str) -> None:
    done = call("doctor", PREFECT_API_URL=prefect_api)

    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(line.startswith("ok    settings: ") and "shop-a" in line for line in lines)
    assert any(line.startswith("ok    database: the one given by URL") for line in lines)
    assert any(line.startswith("ok    reader: ") for line in lines)
    assert any(line.startswith("ok    clock: ") for line in lines)
    assert any(line.startswith("FAIL  account shop-a: ") for line in lines)
    assert any(line.startswith("ok    Prefect: ") for line in lines)
    assert any(line.startswith("FAIL  deployments: ") and "shouhou deploy" in line for line in lines)


def test_a_named_number_is_listed_confirmed_and_refused_with_a_reason(
    call: Callable[..., Done], database: Engine
) -> None:
    assert "no scan names a number" in call("parcel", "candidates").stderr
    with database.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO core.link_candidate (carrier, from_tracking_no, tracking_no, named_at)"
                " VALUES ('sf_express', 'SF1', 'SF1999000011112', now())"
            )
        )
    assert "SF1999000011112" in call("parcel", "candidates").stdout
    assert call("parcel", "confirm", "SF1999000011112").returncode == 2
    assert "is linked" in call("parcel", "confirm", "SF1999000011112", "--reason", "seen").stdout
    assert "is refused" in call("parcel", "refuse", "sf1999000011112", "--reason", "not ours").stdout
    assert call("parcel", "candidates").stdout == ""
    assert "not ours" in call("parcel", "candidates", "--all").stdout
    unknown = call("parcel", "confirm", "SF404", "--reason", "x")
    assert unknown.returncode == 2
    assert "No scan named the number SF404" in unknown.stderr


def test_o5_the_doctor_names_the_key_that_an_application_bound_to_another_digest_needs(
    call: Callable[..., Done], tmp_path: Path
) -> None:
    file = tmp_path / "sandbox.toml"
    with Sandbox(seed=7, orders=5, ends_at=datetime(2026, 11, 20, tzinfo=UTC)) as sandbox:
        sandbox.write_config(file)
        sandbox.bind_digest("sm3")
        plain = file.read_text()

        def doctor() -> str:
            done = call("doctor", SHOUHOU_CONFIG=str(file), PREFECT_API_URL="http://127.0.0.1:1/api")
            return next(line for line in done.stdout.splitlines() if "account sf-main" in line)

        assert doctor().startswith("FAIL")
        assert "A1006" in doctor()
        assert "set the key digest" in doctor()
        file.write_text(plain.replace('"sf_express"\n', '"sf_express"\ndigest = "sm3"\n'))
        assert doctor().startswith("ok")
        file.write_text(plain.replace('"sf_express"\n', '"sf_express"\ndigest = "md5"\n'))
        wrong = call("run", "sync-traces", SHOUHOU_CONFIG=str(file))
        assert wrong.returncode == 2
        assert "digest: must be one of" in wrong.stderr


@pytest.mark.parametrize(("days", "verdict"), [(9, "ok    "), (2, "FAIL  ")])
def test_a_grant_that_ends_soon_is_told_by_the_doctor_and_in_the_list(
    call: Callable[..., Done], tmp_path: Path, days: int, verdict: str
) -> None:
    ends_at = (datetime.now(UTC) + timedelta(days=days, hours=1)).isoformat()
    (tmp_path / "shouhou.toml").write_text(f'{CONFIG}session_expires_at = "{ends_at}"\n')
    ending = f"Its authorisation ends in {days} days, on "

    lines = call("doctor", PREFECT_API_URL="http://127.0.0.1:1/api").stdout.splitlines()
    assert any(line.startswith(f"{verdict}account shop-a: {ending}") for line in lines)
    assert ending in call("accounts").stdout


def test_the_doctor_tells_what_the_reader_lacks(call: Callable[..., Done], database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("GRANT USAGE ON SCHEMA core TO shouhou_reader"))
    done = call("doctor", PREFECT_API_URL="http://127.0.0.1:1/api")

    assert "FAIL  reader: " in done.stdout
    assert "REVOKE ALL ON SCHEMA core FROM shouhou_reader" in done.stdout
    assert "FAIL  Prefect: " in done.stdout


def test_a_port_that_is_taken_is_told_in_one_sentence(call: Callable[..., Done]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = call("sandbox", "--port", str(port), "--orders", "10")

    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr == f"shouhou: port {port} of 127.0.0.1 is in use; give another by --port, or 0 for any free one\n"
    )


def test_an_unknown_fault_of_the_sandbox_is_told_with_the_known_ones(call: Callable[..., Done]) -> None:
    done = call("sandbox", "--faults", "rain:0.5")

    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown fault 'rain'; known faults are: rate_limit" in done.stderr


def test_a_sandbox_writes_configuration_and_truth_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    config, truth = tmp_path / "s" / "shouhou.toml", tmp_path / "s" / "truth.json"
    words = ("sandbox", "--orders", "20", "--write-config", str(config), "--truth", str(truth))
    process = subprocess.Popen(command(*words), env=environment(tmp_path), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        url = said.split()[2]
        assert url in config.read_text()
        assert '"orders"' in truth.read_text()
    finally:
        time.sleep(0.2)
        process.send_signal(2)

    assert process.wait(20) == 0


def test_help_is_quick_and_names_every_command() -> None:
    done = subprocess.run(command("--help"), capture_output=True, text=True, check=True)

    for name in ["demo", "up", "stop", "doctor", "import", "run", "deploy", "worker", "sandbox", "db", "accounts"]:
        assert f"  {name} " in done.stdout
    modules = subprocess.run(
        [command()[0], "-c", "import sys, cli.main; print(*sys.modules)"], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"prefect", "sqlalchemy", "pandas", "great_expectations", "requests"} & set(modules)
