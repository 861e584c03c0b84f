"""servicedesk (服务台): the service counter of a retail store."""

__version__ = "0.1.0"
