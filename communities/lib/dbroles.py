"""What the web role of the database may do: read and write rows, never change history, own nothing."""

from django.db import connection

APPEND_ONLY = (
    "communities_recordentry",
    "communities_anchor",
    "communities_noticeevent",
    "communities_reveal",
    "shareholders_memberevent",
    "shareholders_sharetransaction",
    "shareholders_shareentry",
    "shareholders_certificateprint",
    "mergers_stepevent",
    "mergers_caseevent",
    "assets_inventoryevent",
    "risk_petitionevent",
    "risk_assessmentevent",
    "risk_measureevent",
    "risk_opinionentry",
    "risk_slipevent",
    "votes_motion",
    "votes_count",
    "votes_result",
    "assets_filingevent",
)


def grant(web_role: str) -> None:
    """Give the web role its rights; run by the owner after every migration. No role of that name: nothing to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [web_role])
        user, exists = cursor.fetchone()
        if user == web_role or not exists:
            return
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {web_role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {web_role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {web_role}")
        for table in (*APPEND_ONLY, "django_migrations"):
            cursor.execute("SELECT to_regclass(%s)", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {web_role}")


def keep_triggers_firing() -> None:
    """Let our triggers fire under `session_replication_role = replica` too; run by the owner after every migration."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger_%' AND tgenabled <> 'A'"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


def owned_by_me() -> int:
    """How many tables the connected role owns or may bypass triggers on; 0 is right for the web role."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_tables WHERE tableowner = current_user)"
            " + (SELECT count(*) FROM pg_roles WHERE rolname = current_user AND rolsuper)"
        )
        return cursor.fetchone()[0]
