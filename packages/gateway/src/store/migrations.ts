/** In order; each is applied once. SQL that SQLite and PostgreSQL both read; `BYTES` stands for the type of bytes of each. */
export const migrations: readonly string[] = [
  `CREATE TABLE policies (digest TEXT PRIMARY KEY, layers TEXT NOT NULL);
   CREATE TABLE open_decisions (id TEXT PRIMARY KEY, replica TEXT NOT NULL, created TEXT NOT NULL, record TEXT NOT NULL);
   CREATE TABLE replicas (id TEXT PRIMARY KEY, seen TEXT NOT NULL);
   CREATE TABLE operators (id TEXT PRIMARY KEY, title TEXT NOT NULL, contact TEXT, accepted_policy TEXT, accepted_at TEXT);
   CREATE TABLE api_keys (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, previous_sha256 TEXT, previous_until TEXT,
     deployment TEXT NOT NULL, level TEXT NOT NULL, scopes TEXT NOT NULL, created TEXT NOT NULL, expires TEXT, revoked TEXT);
   CREATE TABLE layer_versions (deployment TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, level TEXT NOT NULL,
     text TEXT NOT NULL, digest TEXT NOT NULL, made_by TEXT NOT NULL, created TEXT NOT NULL, active INTEGER NOT NULL,
     PRIMARY KEY (deployment, name, version));
   CREATE TABLE preferences (deployment TEXT NOT NULL, person TEXT NOT NULL, version INTEGER NOT NULL, text TEXT NOT NULL,
     updated TEXT NOT NULL, PRIMARY KEY (deployment, person));
   CREATE TABLE conversations (deployment TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, person TEXT, policy TEXT NOT NULL,
     turns INTEGER NOT NULL, state TEXT NOT NULL, updated TEXT NOT NULL, PRIMARY KEY (deployment, owner, id));
   CREATE TABLE approvals (id TEXT PRIMARY KEY, deployment TEXT NOT NULL, operator TEXT, decision TEXT NOT NULL,
     behavior TEXT NOT NULL, level TEXT NOT NULL, key_name TEXT, person TEXT, subject TEXT NOT NULL, policy TEXT NOT NULL,
     shown BYTES NOT NULL, created TEXT NOT NULL, expires TEXT NOT NULL, state TEXT NOT NULL, answered_by TEXT, answered_at TEXT);
   CREATE INDEX approvals_by_subject ON approvals (deployment, subject);
   CREATE TABLE incidents (id TEXT PRIMARY KEY, deployment TEXT NOT NULL, operator TEXT, decision TEXT NOT NULL,
     reason TEXT NOT NULL, note BYTES, state TEXT NOT NULL, assignee TEXT, regression_case TEXT, proposed_change TEXT,
     created TEXT NOT NULL, updated TEXT NOT NULL);
   CREATE INDEX incidents_by_deployment ON incidents (deployment, created);
   CREATE TABLE counters (scope TEXT NOT NULL, started TEXT NOT NULL, used DOUBLE PRECISION NOT NULL,
     reserved DOUBLE PRECISION NOT NULL DEFAULT 0, PRIMARY KEY (scope, started));`,
  `CREATE TABLE incident_changes (incident TEXT NOT NULL, number INTEGER NOT NULL, changed TEXT NOT NULL,
     changed_by TEXT NOT NULL, change TEXT NOT NULL, PRIMARY KEY (incident, number));`,
  `CREATE TABLE shelved_policies (kind TEXT NOT NULL, name TEXT NOT NULL, operator TEXT NOT NULL, digest TEXT NOT NULL,
     files TEXT NOT NULL, PRIMARY KEY (kind, name, operator, digest));
   CREATE INDEX shelved_policies_by_digest ON shelved_policies (digest);
   CREATE TABLE snippets (deployment TEXT NOT NULL, operator TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
     created TEXT NOT NULL, PRIMARY KEY (deployment, operator, id));
   CREATE INDEX snippets_by_age ON snippets (deployment, operator, created);`,
]
