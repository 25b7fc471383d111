"""pathways, agreements, learning opportunities, and drafts"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_document",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("owner_tag", sa.LargeBinary(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    for column in ("kind", "identity", "owner_tag"):
        op.create_index(op.f(f"ix_public_document_{column}"), "public_document", [column], unique=False)
    op.create_table(
        "document_signature",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("first_report", sa.LargeBinary(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["public_document.digest"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest", "fingerprint"),
    )
    op.create_index(op.f("ix_document_signature_digest"), "document_signature", ["digest"], unique=False)
    op.create_table(
        "pathway_draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_pathway_draft_learner_id"), "pathway_draft", ["learner_id"], unique=False)


def downgrade() -> None:
    op.drop_table("pathway_draft")
    op.drop_table("document_signature")
    op.drop_table("public_document")
