"""The zero-setup default: a real Postgres and a real Redis as children of one command.

``python -m villagegov.embedded -- COMMAND`` starts both on unix sockets under ``var/`` (or joins the ones that
already run there), tells COMMAND in its environment where they are, and stops what it started when COMMAND ends.
Nothing in here imports Django, and the settings never import this package.
"""
