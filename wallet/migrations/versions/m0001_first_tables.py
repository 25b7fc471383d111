"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cached_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_cached_answer_at"), "cached_answer", ["at"], unique=False)
    op.create_table(
        "learner",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email_hash", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_profile", sa.LargeBinary(), nullable=False),
        sa.Column("box_public", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_box_private", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email_hash"),
        sa.UniqueConstraint("name_hash"),
    )
    op.create_table(
        "credential",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_original", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_record", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_summary", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("learner_id", "fingerprint"),
    )
    op.create_index(op.f("ix_credential_learner_id"), "credential", ["learner_id"], unique=False)
    op.create_table(
        "history_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_history_entry_learner_id"), "history_entry", ["learner_id"], unique=False)
    op.create_table(
        "key_slot",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_key_slot_learner_id"), "key_slot", ["learner_id"], unique=False)
    op.create_table(
        "pending_import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_parts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_pending_import_ends_at"), "pending_import", ["ends_at"], unique=False)
    op.create_index(op.f("ix_pending_import_learner_id"), "pending_import", ["learner_id"], unique=False)
    op.create_table(
        "share",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_view", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_owner", sa.LargeBinary(), nullable=False),
        sa.Column("passcode_salt", sa.LargeBinary(), nullable=True),
        sa.Column("passcode_cost", sa.JSON(), nullable=True),
        sa.Column("tries_left", sa.Integer(), nullable=True),
        sa.Column("max_opens", sa.Integer(), nullable=True),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_share_ends_at"), "share", ["ends_at"], unique=False)
    op.create_index(op.f("ix_share_learner_id"), "share", ["learner_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_sign_in_ends_at"), "sign_in", ["ends_at"], unique=False)
    op.create_index(op.f("ix_sign_in_learner_id"), "sign_in", ["learner_id"], unique=False)
    op.create_table(
        "opening",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("share_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_opening_share_id"), "opening", ["share_id"], unique=False)
    op.create_table(
        "reading",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("share_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_reading_ends_at"), "reading", ["ends_at"], unique=False)
    op.create_index(op.f("ix_reading_share_id"), "reading", ["share_id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_report", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["credential_id"], ["credential.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_report_credential_id"), "report", ["credential_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_report_credential_id"), table_name="report")
    op.drop_table("report")
    op.drop_index(op.f("ix_reading_share_id"), table_name="reading")
    op.drop_index(op.f("ix_reading_ends_at"), table_name="reading")
    op.drop_table("reading")
    op.drop_index(op.f("ix_opening_share_id"), table_name="opening")
    op.drop_table("opening")
    op.drop_index(op.f("ix_sign_in_learner_id"), table_name="sign_in")
    op.drop_index(op.f("ix_sign_in_ends_at"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_share_learner_id"), table_name="share")
    op.drop_index(op.f("ix_share_ends_at"), table_name="share")
    op.drop_table("share")
    op.drop_index(op.f("ix_pending_import_learner_id"), table_name="pending_import")
    op.drop_index(op.f("ix_pending_import_ends_at"), table_name="pending_import")
    op.drop_table("pending_import")
    op.drop_index(op.f("ix_key_slot_learner_id"), table_name="key_slot")
    op.drop_table("key_slot")
    op.drop_index(op.f("ix_history_entry_learner_id"), table_name="history_entry")
    op.drop_table("history_entry")
    op.drop_index(op.f("ix_credential_learner_id"), table_name="credential")
    op.drop_table("credential")
    op.drop_table("learner")
    op.drop_index(op.f("ix_cached_answer_at"), table_name="cached_answer")
    op.drop_table("cached_answer")
