"""The estate: sites, buildings, storeys, spaces and the assets in them, with dated areas.

It knows where things are and what they are, and takes building models, workbooks and tables
from outside through a staged import: uploaded, validated, compared, approved, applied.
"""
