"""From an origin to a published revision."""
