"""Decisions about benchmark packs: periods, states, what terms may say, and how a pack is put together."""
