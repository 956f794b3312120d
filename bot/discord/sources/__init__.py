"""`/source`: how admins keep the sources of their server."""
