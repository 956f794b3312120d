"""The settings: their defaults, and what is said about values that cannot be used."""

import re
from pathlib import Path

import pytest

from answering.strictness import Strictness
from bot.errors import SettingsError
from bot.settings import LogLevel, Settings, load_settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_every_setting_has_a_default() -> None:
    settings = load_settings()
    assert settings.model_dump() == {
        "discord_token": None,
        "discord_api_base_url": None,
        "data_dir": Path("data"),
        "database_url": None,
        "chroma_url": None,
        "embedding_model": "all-MiniLM-L6-v2",
        "embedding_backend": "auto",
        "reranker_model": None,
        "llm_model": None,
        "llm_base_url": None,
        "llm_api_key": None,
        "llm_timeout": 30.0,
        "llm_questions_per_member": None,
        "llm_questions_per_server": None,
        "llm_questions_per_day": None,
        "llm_tokens_per_member": None,
        "llm_tokens_per_server": None,
        "llm_tokens_per_day": None,
        "support_model": None,
        "strictness": Strictness.BALANCED,
        "keep_revisions": None,
        "keep_removed_days": 30,
        "purge_after_days": 7,
        "fetch_allow": "",
        "source_mb": 25,
        "http_port": None,
        "log_level": LogLevel.INFO,
        "log_format": "console",
    }
    assert settings.database == "sqlite:///data/pilcrow.db"


def test_the_example_lists_exactly_the_settings(repository: Path) -> None:
    example = (repository / ".env.example").read_text(encoding="utf-8")
    listed = re.findall(r"^(?:# ?)?([A-Z][A-Z0-9_]*)=", example, re.MULTILINE)
    assert listed == [name.upper() for name in Settings.model_fields]


def test_the_example_as_it_is_sets_the_defaults(repository: Path, tmp_path: Path) -> None:
    before = load_settings()
    (tmp_path / ".env").write_bytes((repository / ".env.example").read_bytes())
    assert load_settings() == before


def test_a_setting_comes_from_the_file_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("DATA_DIR=kept\nLOG_FORMAT=json\nOF_ANOTHER_PROGRAM=1\n")
    monkeypatch.setenv("LOG_FORMAT", "console")
    settings = load_settings()
    assert (settings.data_dir, settings.log_format) == (Path("kept"), "console")


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("LOG_LEVEL", "debug", "log_level", LogLevel.DEBUG),
        ("CHROMA_URL", "http://host:8000/", "chroma_url", "http://host:8000"),
        ("DISCORD_API_BASE_URL", "https://host/api/", "discord_api_base_url", "https://host/api"),
        ("DATABASE_URL", "postgresql://host/name", "database", "postgresql://host/name"),
    ],
)
def test_a_value_is_read_generously(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, read: object
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(load_settings(), field) == read


@pytest.mark.parametrize(
    ("name", "value", "must"),
    [
        ("LOG_LEVEL", "LOUD", "one of DEBUG, INFO, WARNING and ERROR"),
        ("LOG_LEVEL", "10", "one of DEBUG, INFO, WARNING and ERROR"),
        ("LOG_FORMAT", "xml", "console or json"),
        (
            "EMBEDDING_BACKEND",
            "cuda",
            "one of auto, torch, torch-bf16, openvino and openvino-bf16",
        ),
        ("CHROMA_URL", "localhost:8000", "an address like http://localhost:8000"),
        ("CHROMA_URL", "ftp://localhost", "an address like http://localhost:8000"),
        ("LLM_BASE_URL", "localhost:11434", "an address like http://localhost:8000/v1"),
        ("HTTP_PORT", "70000", "a port number, or empty for none"),
        ("LLM_TIMEOUT", "0", "a number of seconds from 1 to 600"),
        ("LLM_TIMEOUT", "soon", "a number of seconds from 1 to 600"),
        ("LLM_QUESTIONS_PER_MEMBER", "-1", "a number of questions a day, 0 or more"),
        ("LLM_TOKENS_PER_DAY", "many", "a number of tokens a day, 0 or more"),
        ("DISCORD_API_BASE_URL", "discord.com", "an address like https://discord.com/api/v10"),
    ],
)
def test_a_wrong_value_is_told_with_its_name_and_what_it_must_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, must: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value) == f"{name} has the value '{value}'. It must be {must}."


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DATA_DIR=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"^The file \.env cannot be read: "):
        load_settings()


@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "LLM_API_KEY"])
def test_a_secret_is_not_shown_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "swordfish")
    settings = load_settings()
    assert "swordfish" not in f"{settings!r} {settings}"
    assert getattr(settings, name.lower()).get_secret_value() == "swordfish"
