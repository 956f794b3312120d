"""The providers of language models, and how each is opened and asked through langchain."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from typing import Any

import httpx
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from answering.chat.failures import is_our_fault

_CONNECTIONS = 1000
# Ollama cuts a prompt that is longer than its context, from the front and without a word; what
# it takes by default is less than our paragraphs may need. It must not change between requests,
# or the model is loaded anew.
_OLLAMA_CONTEXT = 8192
# Stands where a server of one's own needs no key. Without it, the library would send such a
# server the key that the environment holds for its own provider.
_NO_KEY = "no-key"
_TIMEOUTS = count(600.0)

Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manner:
    """Options that some servers refuse, and which are given up for those."""

    temperature: bool = True
    usage: bool = True
    old_limit: bool = True
    thinking: bool = True
    """Tell the model not to think aloud."""

    def without(self, refusal: str) -> "Manner":
        """The same without the options that a refusal names."""
        return Manner(
            temperature=self.temperature and "temperature" not in refusal,
            usage=self.usage and "stream_options" not in refusal,
            old_limit=self.old_limit and "max_tokens" not in refusal,
            thinking=self.thinking and "think" not in refusal,
        )


@dataclass(frozen=True, slots=True)
class Provider:
    """What differs between providers.

    `extra` is the extra of our package that brings `package`. `address` is where it is unless
    the operator says otherwise: it is always given, because the libraries look for another in
    the environment, such as LangSmith's gateway. `key` is the field of langchain's model that
    holds the key, where one is needed.
    """

    extra: str
    package: str
    address: str | None
    key: str | None
    settings: Callable[[str | None, str | None], Settings]
    options: Callable[[int, Manner, bool], Settings]


class Chat:
    """One langchain model, asked in the manner that its server takes."""

    def __init__(self, chat: BaseChatModel, provider: Provider, own: bool) -> None:
        self._chat = chat
        self._provider = provider
        self._own = own
        self.manner = Manner()

    async def parts(
        self, messages: Sequence[BaseMessage], most_tokens: int, manner: Manner
    ) -> AsyncGenerator[AIMessageChunk, None]:
        """The reply's chunks; raises whatever the provider's library raises."""
        options = self._provider.options(most_tokens, manner, self._own)
        async for part in self._chat.astream(list(messages), **options):
            yield part

    def gives_way(self, manner: Manner, error: Exception) -> bool:
        """Whether the server refused an option of this manner; it is then left out from now on.

        The library itself refuses some, with a `ValueError`.
        """
        if not (is_our_fault(error) or isinstance(error, ValueError)):
            return False
        refusal = str(error)
        if manner.without(refusal) == manner:
            return False
        self.manner = self.manner.without(refusal)
        return True

    @property
    def has_key(self) -> bool:
        """Whether the model has the key that its provider asks for."""
        if self._provider.key is None:
            return True
        secret = getattr(self._chat, self._provider.key, None)
        return bool(secret and secret.get_secret_value())

    async def close(self) -> None:
        """Close the connections; the libraries would leave them to the collector."""
        client = _client(self._chat)
        if client is not None:
            await client.close()


def open_chat(provider: str, model: str, base_url: str | None, key: str | None) -> Chat:
    """Langchain's model of a provider; raises whatever its library raises.

    Everything heavy is imported here, and not when the first question comes.
    """
    how = PROVIDERS[provider]
    import_module(how.package)
    settings = how.settings(base_url or how.address, key)
    if base_url is not None and key is None and how.key is not None:
        settings["api_key"] = _NO_KEY
    chat = init_chat_model(model, model_provider=provider, **settings)
    # Some make their client only when it is first looked at, which takes a second.
    _client(chat)
    return Chat(chat, how, base_url is not None)


def _client(chat: BaseChatModel) -> Any:
    """The client behind langchain's model, which no model shares with another."""
    return getattr(chat, "root_async_client", None) or getattr(chat, "_async_client", None)


def _openai(address: str | None, key: str | None) -> Settings:
    # The library shares one client between all models, and so between event loops.
    client = import_module("openai").DefaultAsyncHttpxClient()
    settings = {"base_url": address, "max_retries": 0, "http_async_client": client}
    return settings | _given(api_key=key)


def _openai_options(most_tokens: int, manner: Manner, own: bool) -> Settings:
    options: Settings = {"stream_usage": manner.usage}
    if manner.temperature:
        options["temperature"] = 0
    if own and manner.old_limit:
        # Many servers know the limit only by its old name, and ignore the new one.
        return options | {"extra_body": {"max_tokens": most_tokens}}
    return options | {"max_tokens": most_tokens}


def _anthropic(address: str | None, key: str | None) -> Settings:
    # The library shares one client between models of the same address and timeout, and so
    # between event loops; the deadline makes the timeout meaningless otherwise.
    settings: Settings = {"base_url": address, "max_retries": 0, "timeout": next(_TIMEOUTS)}
    return settings | _given(api_key=key)


def _anthropic_options(most_tokens: int, manner: Manner, _own: bool) -> Settings:
    options: Settings = {"max_tokens": most_tokens}
    return options | {"temperature": 0} if manner.temperature else options


def _google(address: str | None, key: str | None) -> Settings:
    # One attempt: 0 would mean the library's own number of them.
    settings: Settings = {"base_url": address, "max_retries": 1, "vertexai": False}
    return settings | _given(api_key=key)


def _google_options(most_tokens: int, _manner: Manner, _own: bool) -> Settings:
    # Newer models of Google's go in circles at a low temperature; the library knows which.
    return {"max_output_tokens": most_tokens}


def _ollama(address: str | None, key: str | None) -> Settings:
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=100)
    settings: Settings = {"async_client_kwargs": {"limits": limits}}
    if key is not None:
        settings["client_kwargs"] = {"headers": {"Authorization": f"Bearer {key}"}}
    return settings | _given(base_url=address)


def _ollama_options(most_tokens: int, manner: Manner, _own: bool) -> Settings:
    options = {"temperature": 0, "num_predict": most_tokens, "num_ctx": _OLLAMA_CONTEXT}
    return {"options": options} | ({"reasoning": False} if manner.thinking else {})


def _given(**values: str | None) -> Settings:
    return {name: value for name, value in values.items() if value is not None}


PROVIDERS = {
    "openai": Provider(
        "openai",
        "langchain_openai",
        "https://api.openai.com/v1",
        "openai_api_key",
        _openai,
        _openai_options,
    ),
    "anthropic": Provider(
        "anthropic",
        "langchain_anthropic",
        "https://api.anthropic.com",
        "anthropic_api_key",
        _anthropic,
        _anthropic_options,
    ),
    "google_genai": Provider(
        "google",
        "langchain_google_genai",
        "https://generativelanguage.googleapis.com",
        "google_api_key",
        _google,
        _google_options,
    ),
    "ollama": Provider("ollama", "langchain_ollama", None, None, _ollama, _ollama_options),
}
