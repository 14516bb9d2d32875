"""Alembic environment, run inside the transaction of :mod:`comity.parts.desk.store.database`."""

from alembic import context

from comity.parts.desk.store.database import STEPS

context.configure(connection=context.config.attributes["connection"], version_table=STEPS)
context.run_migrations()
