"""Summaries of sources: whole sentences that are chosen, each with its paragraph."""
