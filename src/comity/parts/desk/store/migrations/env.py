"""Run by Alembic inside the transaction that :mod:`comity.parts.desk.store.database` began."""

from alembic import context

from comity.parts.desk.store.database import STEPS

context.configure(connection=context.config.attributes["connection"], version_table=STEPS)
context.run_migrations()
