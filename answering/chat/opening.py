"""Opens the language model that the operator named."""

import time
from importlib.util import find_spec
from urllib.parse import urlsplit

from answering.chat.circuit import Circuit
from answering.chat.errors import ModelSetupError
from answering.chat.protocol import ChatModel, Message, ModelError, ModelSlowError, Role
from answering.chat.providers import PROVIDERS, Chat, open_chat
from answering.chat.streaming import StreamedModel
from prompts.loader import prompt

_NAMES = ", ".join(f"{name}:" for name in PROVIDERS)
_TRIAL_TOKENS = 1000  # models that think first need more than the word


def open_chat_model(
    name: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    circuit: Circuit | None = None,
) -> StreamedModel:
    """The language model `name`, such as `openai:gpt-5-mini`.

    With `base_url`, a name without one of our providers is a model of an OpenAI-compatible
    server. Nothing is asked of the model yet. Raises `ModelSetupError` with one sentence.
    """
    provider, model = _split(name, base_url)
    if base_url is not None:
        _check_address(base_url)
    how = PROVIDERS[provider]
    if find_spec(how.package) is None:
        raise ModelSetupError(
            f"LLM_MODEL has the value '{name}', whose library is not installed: "
            f"run `pip install 'pilcrow[{how.extra}]'`."
        )
    chat = _open(name, provider, model, base_url, api_key)
    return StreamedModel(name, chat, circuit)


def try_model(model: ChatModel, timeout: float) -> str | None:
    """Ask the model one tiny question; what is wrong with it as one sentence, or None.

    `timeout` in seconds. Raises `PromptError` when the prompt of that question is damaged.
    """
    question = [Message(Role.USER, prompt("ping").fill())]
    try:
        reply = "".join(
            model.stream(question, deadline=time.monotonic() + timeout, most_tokens=_TRIAL_TOKENS)
        )
    except ModelSlowError:
        return (
            f"The language model {model.name} does not answer within {timeout:g} seconds: "
            "raise LLM_TIMEOUT, or choose a faster one for LLM_MODEL."
        )
    except ModelError as error:
        return (
            f"The language model {model.name} does not answer ({error}): "
            "check LLM_MODEL, LLM_API_KEY and LLM_BASE_URL."
        )
    if not reply.strip():
        return f"The language model {model.name} says nothing: choose another for LLM_MODEL."
    return None


def _split(name: str, base_url: str | None) -> tuple[str, str]:
    provider, colon, model = name.strip().partition(":")
    if not colon or provider not in PROVIDERS:
        if base_url is None or not name.strip():
            raise ModelSetupError(
                f"LLM_MODEL has the value '{name}'. It must be a provider and a model with one "
                f"of {_NAMES} in front, or LLM_BASE_URL must be set to the model's server."
            )
        return "openai", name.strip()
    if not model.strip():
        raise ModelSetupError(
            f"LLM_MODEL has the value '{name}'. It must name a model after the provider."
        )
    return provider, model.strip()


def _check_address(base_url: str) -> None:
    try:
        parts = urlsplit(base_url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise ModelSetupError(
            f"LLM_BASE_URL has the value '{base_url}'. "
            "It must be an address like http://localhost:8000/v1."
        )


def _open(name: str, provider: str, model: str, base_url: str | None, api_key: str | None) -> Chat:
    no_key = (
        f"LLM_MODEL has the value '{name}', and there is no key for it: "
        "put the provider's key into LLM_API_KEY."
    )
    problem: str | None = None
    try:
        chat = open_chat(provider, model, base_url, api_key)
    except Exception as error:  # each library has errors of its own, and some hold the key
        missing = api_key is None and "api" in str(error).lower() and "key" in str(error).lower()
        problem = (
            no_key
            if missing
            else (
                f"LLM_MODEL has the value '{name}', and it cannot be opened "
                f"({type(error).__name__}): check it, LLM_BASE_URL and LLM_API_KEY."
            )
        )
    if problem is not None:
        raise ModelSetupError(problem)
    if not chat.has_key:
        raise ModelSetupError(no_key)
    return chat
