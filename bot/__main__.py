"""`python -m bot` is `pilcrow`."""

from bot.cli import main

main()
