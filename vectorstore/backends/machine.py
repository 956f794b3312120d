"""What decides how fast a backend is: the processor and the versions of the libraries."""

import os
import platform
from collections.abc import Mapping
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_LIBRARIES = ("numpy", "openvino", "sentence-transformers", "tokenizers", "torch", "transformers")
_CPUINFO = Path("/proc/cpuinfo")


def libraries() -> dict[str, str | None]:
    """The version of each library that backends are made of; None where it is not installed."""
    return {name: _version(name) for name in _LIBRARIES}


def processor() -> dict[str, str]:
    """The processor's kind, the number of cores, and a hash of what it can do."""
    abilities = " ".join(sorted(features()))
    return {
        "kind": platform.machine(),
        "cores": str(os.cpu_count()),
        "features": blake2b(abilities.encode(), digest_size=8).hexdigest(),
    }


def features(cpuinfo: Path = _CPUINFO) -> frozenset[str]:
    """The processor's features as Linux names them, such as `avx512_bf16`; none elsewhere."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip().lower() in {"flags", "features"}:
            return frozenset(value.split())
    return frozenset()


def computes_bfloat16(known: frozenset[str]) -> bool:
    """Whether bfloat16 is computed by the processor; where it is not, it is slow."""
    return bool(known & {"avx512_bf16", "amx_bf16", "bf16"})


def fingerprint(model: str) -> Mapping[str, object]:
    """What a choice was made for; another one asks for another choice."""
    return {"model": model, "libraries": libraries(), "processor": processor()}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
