"""The only reader of the environment."""

from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from answering.strictness import Strictness
from bot.errors import SettingsError


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"

    @classmethod
    def _missing_(cls, value: object) -> "LogLevel | None":
        return cls.__members__.get(value.upper()) if isinstance(value, str) else None


def _daily_limit(of: str) -> Any:
    return Field(default=None, ge=0, le=10**15, description=f"a number of {of} a day, 0 or more")


class Settings(BaseSettings):
    """Every setting, from the environment or from `.env` in the working folder."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    discord_token: SecretStr | None = Field(
        default=None, description="the token of the bot's Discord application"
    )
    discord_api_base_url: str | None = Field(
        default=None, description="an address like https://discord.com/api/v10"
    )
    data_dir: Path = Field(default=Path("data"), description="a folder")
    database_url: str | None = Field(
        default=None, description="an address like postgresql+psycopg://user@host/name"
    )
    chroma_url: str | None = Field(
        default=None, description="an address like http://localhost:8000"
    )
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2",
        description="the name or folder of a sentence-transformers model",
    )
    embedding_backend: Literal["auto", "torch", "torch-bf16", "openvino", "openvino-bf16"] = Field(
        default="auto",
        description="one of auto, torch, torch-bf16, openvino and openvino-bf16",
    )
    reranker_model: str | None = Field(
        default=None,
        description="the name or folder of a cross-encoder for sentence-transformers",
    )
    llm_model: str | None = Field(
        default=None,
        description="a provider and a model, like openai:gpt-5-mini or ollama:qwen3",
    )
    llm_base_url: str | None = Field(
        default=None, description="an address like http://localhost:8000/v1"
    )
    llm_api_key: SecretStr | None = Field(
        default=None, description="the key of the language model's provider"
    )
    llm_timeout: float = Field(
        default=30.0, ge=1, le=600, description="a number of seconds from 1 to 600"
    )
    llm_questions_per_member: int | None = _daily_limit("questions")
    llm_questions_per_server: int | None = _daily_limit("questions")
    llm_questions_per_day: int | None = _daily_limit("questions")
    llm_tokens_per_member: int | None = _daily_limit("tokens")
    llm_tokens_per_server: int | None = _daily_limit("tokens")
    llm_tokens_per_day: int | None = _daily_limit("tokens")
    support_model: str | None = Field(
        default=None,
        description="the name or folder of a cross-encoder that is trained on entailment",
    )
    strictness: Strictness = Field(
        default=Strictness.BALANCED, description="one of strict, balanced and generous"
    )
    keep_revisions: int | None = Field(
        default=None, ge=1, description="a number of revisions, 1 or more, or empty for all"
    )
    keep_removed_days: int = Field(
        default=30, ge=0, le=3_650, description="a number of days from 0 to 3650"
    )
    purge_after_days: int = Field(
        default=7, ge=0, le=3_650, description="a number of days from 0 to 3650"
    )
    fetch_allow: str = Field(
        default="",
        description="host names, addresses or networks, like wiki.local, 10.1.0.0/16",
    )
    source_mb: int = Field(default=25, ge=1, le=1_000, description="a number from 1 to 1000")
    http_port: int | None = Field(
        default=None, ge=0, le=65_535, description="a port number, or empty for none"
    )
    log_level: LogLevel = Field(
        default=LogLevel.INFO, description="one of DEBUG, INFO, WARNING and ERROR"
    )
    log_format: Literal["console", "json"] = Field(default="console", description="console or json")

    @field_validator("discord_api_base_url", "chroma_url", "llm_base_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError
        return value.rstrip("/") if value else None

    @property
    def database(self) -> str:
        """The address of the database; a SQLite file in the data folder unless set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'pilcrow.db'}"


def load_settings() -> Settings:
    """Read the settings; raises `SettingsError` naming the first that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        must = Settings.model_fields[name].description
        raise SettingsError(
            f"{name.upper()} has the value '{first['input']}'. It must be {must}."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file .env cannot be read: {error}.") from error
