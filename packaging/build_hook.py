"""Wheel build: compile the translation catalogues so that the package carries them ready to read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]  # its configuration is a plain dictionary here
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, str(Path(self.root) / "packaging"))
        from translations import compile_catalogues

        compile_catalogues()
        build_data.setdefault("artifacts", []).append("resources/locale/**/*.mo")
