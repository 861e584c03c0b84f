"""Signing in, locking, changing over."""
