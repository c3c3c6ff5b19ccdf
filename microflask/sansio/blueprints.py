"""Blueprints, under the name of Flask's module without input and output."""

from ..blueprints import Blueprint as Blueprint
from ..blueprints import BlueprintSetupState as BlueprintSetupState
