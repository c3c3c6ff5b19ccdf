"""What Flask keeps apart from input and output, under the names of its modules.

The base of ``Flask`` is here. Blueprints and what they share with apps are in modules of their
own; here are only their names, because extensions import them from here.
"""
