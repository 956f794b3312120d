"""A small Discord on loopback: REST and gateway over real HTTP and websocket, for tests."""
