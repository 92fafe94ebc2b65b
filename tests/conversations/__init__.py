"""Conversations with the whole bot, in both languages, over the wire."""
