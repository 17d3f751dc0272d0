"""Settings: from file and environment, every fault at once, no secret shown."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from settings import Settings, SettingsError, home, load

SHANGHAI = ZoneInfo("Asia/Shanghai")
ACCOUNT = '[[accounts]]\nname = "shop-a"\nplatform = "tmall"\n'


def loaded(folder: Path, text: str, **environ: str) -> Settings:
    file = folder / "shouhou.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, environ)


def faults(folder: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        loaded(folder, text, **environ)
    return [str(fault) for fault in caught.value.faults]


def test_without_a_file_everything_has_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = load(environ={})

    assert found.home == tmp_path / ".shouhou"
    assert (found.config, found.database_url, found.prefect_api_url, found.accounts) == (None, None, None, ())
    assert (found.patience_s, found.retry_delays_s, found.lock_wait_s) == (60, (30, 120, 300), 10)
    assert (found.http_timeout_s, found.settle_chunk) == (30, 5000)


def test_the_file_in_the_working_directory_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shouhou.toml").write_text("settle_chunk = 7\n")
    monkeypatch.chdir(tmp_path)

    assert load(environ={}).settle_chunk == 7
    assert load(environ={}).config == tmp_path / "shouhou.toml"


def test_the_environment_wins_over_the_file_and_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    text = "patience_s = 5\nlock_wait_s = 6\n"
    found = loaded(tmp_path, text, SHOUHOU_PATIENCE_S="0.5", SHOUHOU_LOCK_WAIT_S="", PREFECT_API_URL=" ")

    assert (found.patience_s, found.lock_wait_s, found.prefect_api_url) == (0.5, 6, None)


@pytest.mark.parametrize(
    ("text", "delays"), [("30,60", (30, 60)), ("[1, 2.5]", (1, 2.5)), ("[]", ()), ("0", (0,)), (" 5 , 6 ", (5, 6))]
)
def test_delays_are_a_list_in_one_variable(tmp_path: Path, text: str, delays: tuple[float, ...]) -> None:
    assert loaded(tmp_path, "", SHOUHOU_RETRY_DELAYS_S=text).retry_delays_s == delays


def test_a_relative_home_means_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert home({"SHOUHOU_HOME": "here/../there"}) == tmp_path / "there"
    assert home({"SHOUHOU_HOME": "~/there"}) == Path.home() / "there"
    assert home({"SHOUHOU_HOME": " "}) == tmp_path / ".shouhou"


def test_secrets_come_from_the_environment_and_from_files_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "session").write_text("  s3ss10n\n")
    text = ACCOUNT + 'app_secret = { env = "A" }\nsession = { file = "secrets/session" }\napp_key = "k"\nrate = 2\n'
    (account,) = loaded(tmp_path, text, A="s3cr3t").accounts

    assert account.keys == {
        "app_secret": SecretStr("s3cr3t"),
        "session": SecretStr("s3ss10n"),
        "app_key": "k",
        "rate": 2,
    }


def test_no_secret_shows_in_settings_or_faults(tmp_path: Path) -> None:
    good = ACCOUNT + 'app_secret = { env = "A" }\n'
    url = "postgresql://u:hunter2@db.example/x"
    found = loaded(tmp_path, good, A="s3cr3t", SHOUHOU_DATABASE_URL=url)
    said = faults(tmp_path, good + "since = 'x'\n", A="s3cr3t", SHOUHOU_DATABASE_URL="mysql://u:hunter2@h/x")

    shown = f"{found!r} {found} {found.model_dump()} {said}"
    assert "s3cr3t" not in shown
    assert "hunter2" not in shown


@pytest.mark.parametrize(
    ("since", "meant"),
    [
        ('"2026-11-01"', datetime(2026, 11, 1, tzinfo=SHANGHAI)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=SHANGHAI)),
        ('"2026-11-01T08:00:00"', datetime(2026, 11, 1, 8, tzinfo=SHANGHAI)),
        ("2026-11-01T00:00:00Z", datetime(2026, 11, 1, 8, tzinfo=SHANGHAI)),
    ],
)
def test_since_without_an_offset_is_shanghais_time(tmp_path: Path, since: str, meant: datetime) -> None:
    (account,) = loaded(tmp_path, f"{ACCOUNT}since = {since}\n").accounts

    assert account.since == meant
    assert account.since.utcoffset() is not None


def test_every_fault_of_file_and_environment_is_named_at_once(tmp_path: Path) -> None:
    text = """
pateince_s = 3
settle_chunk = 0
database_url = "postgresql://u:pw@h/x"

[[accounts]]
name = "shop a"
platform = "tmall"
since = "yesterday"

[[accounts]]
name = "shop-b"
base_url = "gateway.example"
app_secret = { env = "NOT_SET" }
session = { file = "nowhere" }
token = { envv = "X" }
flag = true

[[accounts]]
name = "shop-b"
platform = "jd"
"""
    said = faults(tmp_path, text, SHOUHOU_RETRY_DELAYS_S="1,x", PREFECT_API_URL="prefect:4200")

    expected = [
        "account number 1, name: give it a name",
        "account number 1, since: must be a date",
        "account shop-b, platform: must be given",
        "account shop-b, base_url: must be a whole URL",
        "account shop-b, app_secret: the environment variable NOT_SET is not set or empty",
        "account shop-b, session: the file",
        "account shop-b, token: write { env =",
        "account shop-b, flag: must be text, a number",
        "account shop-b, name: two accounts bear this name",
        "database_url: holds a password",
        "SHOUHOU_RETRY_DELAYS_S: ",
        "settle_chunk: ",
        "pateince_s: unknown key; known: accounts, ",
        "PREFECT_API_URL: must be a whole URL",
    ]
    for start in expected:
        assert [fault for fault in said if fault.startswith(start)], start
    assert len(said) == len(expected)


def test_accounts_with_faults_are_still_shown_to_their_connectors(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, ACCOUNT + 'app_secret = { env = "NOT_SET" }\nnonsense = 1\n')
    (account,) = caught.value.accounts

    assert set(account.keys) == {"app_secret", "nonsense"}


def test_an_empty_secret_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")

    assert faults(tmp_path, ACCOUNT + 'session = { file = "empty" }\n') == [
        "account shop-a, session: the file empty is empty"
    ]


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, "patience_s = 1\nlock_wait_s = \n")

    assert "shouhou.toml: is no TOML" in said
    assert "line 2" in said


def test_a_file_that_is_named_and_missing_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(environ={"SHOUHOU_CONFIG": str(tmp_path / "nowhere.toml")})


def test_a_database_url_in_the_file_may_be_a_reference(tmp_path: Path) -> None:
    found = loaded(tmp_path, 'database_url = { env = "DB" }\n', DB="postgresql://u:p@h:5/x")

    assert found.database_url == SecretStr("postgresql://u:p@h:5/x")


def test_a_key_for_tokens_is_given_by_reference(tmp_path: Path) -> None:
    key = "c2hvdWhvdS1zaG91aG91LXNob3Vob3Utc2hvdWhvdS0="
    assert loaded(tmp_path, 'token_key = { env = "KEY" }\n', KEY=key).token_key == SecretStr(key)
    (fault,) = faults(tmp_path, f'token_key = "{key}"\n')
    assert fault.startswith("token_key: is a secret")
    assert key not in fault


@pytest.mark.parametrize("key", ["short", "not base64!", "c2hvdWhvdQ=="])
def test_a_key_of_another_form_is_a_fault_that_does_not_show_it(tmp_path: Path, key: str) -> None:
    (fault,) = faults(tmp_path, "", SHOUHOU_TOKEN_KEY=key)
    assert fault.startswith("SHOUHOU_TOKEN_KEY: must be 32 bytes in URL-safe base64")
    assert key not in fault


@pytest.mark.parametrize("url", ["mysql://h/x", "postgres://h/x", "postgresql://h", "postgresql://h:x/y", "h/x"])
def test_a_url_that_is_no_postgresql_url_is_a_fault(tmp_path: Path, url: str) -> None:
    assert faults(tmp_path, "", SHOUHOU_DATABASE_URL=url) == [
        "SHOUHOU_DATABASE_URL: must read postgresql://user:password@host:port/database"
    ]
