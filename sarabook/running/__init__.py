"""How a notebook is run, and the folder in which a period is made."""
