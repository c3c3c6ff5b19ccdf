"""Where Flask keeps the half of its classes that does no input or output.

Extensions import from here. In microflask each class is whole, in the module of its name;
these modules only lead there.
"""
