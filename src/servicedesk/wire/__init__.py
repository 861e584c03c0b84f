"""CARRY: what a fact looks like on disk and on the line: envelope, codec, messages."""
