"""Kroniek: a multilingual archive of policy news."""

from importlib.metadata import version

__version__ = version("kroniek")
