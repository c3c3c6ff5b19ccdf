"""What apps and blueprints share, under the name of Flask's module."""

from ..scaffold import Scaffold as Scaffold
from ..scaffold import _endpoint_from_view_func as _endpoint_from_view_func
from ..scaffold import find_package as find_package
from ..scaffold import setupmethod as setupmethod
