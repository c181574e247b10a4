import { sql, type Kysely } from 'kysely';

/**
 * What an endpoint is for and whose purchases it is told of, and what whoever keeps the deployment has been told about it by
 * mail.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table ledger.webhook_endpoints
      add column description text,
      add column service text,
      add column told_disabled_at timestamptz(3),
      add column told_failed_at timestamptz(3),
      add column alert_turn_until timestamptz(3)`.execute(db);
}
