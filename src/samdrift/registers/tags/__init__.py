"""Tags: the QR codes on doors, machines and vehicles; their codes, their life, their printed labels.

A tag carries a random code that means nothing by itself. What the code is bound to is kept in the
database and may change; what is printed on the wall never does.
"""
