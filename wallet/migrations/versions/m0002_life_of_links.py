"""life of links"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("share", sa.Column("sealed_inside", sa.LargeBinary(), nullable=True))
    op.add_column("share", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("share", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "generation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("generation")
    op.drop_column("share", "revision")
    op.drop_column("share", "paused_at")
    op.drop_column("share", "sealed_inside")
