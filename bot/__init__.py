"""The application: settings, wiring, the command line and Discord."""
