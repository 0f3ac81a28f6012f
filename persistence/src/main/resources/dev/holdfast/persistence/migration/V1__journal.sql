-- Object ids are `type/name`, compared as bytes whatever the database's own collation is.

-- The truth: one row an event. Rows are inserted and, after the history time, deleted: never updated,
-- so the default fill factor of 100 wastes nothing.
CREATE TABLE journal (
  object     TEXT COLLATE "C" NOT NULL,
  sequence   BIGINT NOT NULL,
  written_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  event      BYTEA NOT NULL,
  PRIMARY KEY (object, sequence)
);
-- EXTERNAL: no compression. A commit waits for it, and clean-up bounds the space.
ALTER TABLE journal ALTER COLUMN event SET STORAGE EXTERNAL;
-- Rows arrive in the order of their time, so a few pages of BRIN find a time range.
CREATE INDEX journal_written_at ON journal USING brin (written_at);
-- Vacuum early: a large journal would wait for a fifth of itself to be dead.
ALTER TABLE journal SET (autovacuum_vacuum_scale_factor = 0.05);

-- Entries of logs. `life` tells one existence of an object's name from the next. `at` is in
-- nanoseconds since 1970: a TIMESTAMPTZ keeps microseconds only.
CREATE TABLE log_entries (
  object TEXT COLLATE "C" NOT NULL,
  log    TEXT COLLATE "C" NOT NULL,
  life   BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  body   BYTEA NOT NULL,
  PRIMARY KEY (object, log, life, number)
);
ALTER TABLE log_entries ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE log_entries SET (autovacuum_vacuum_scale_factor = 0.05);

-- States, compressed by the default storage: they are large, and no commit waits for one.
CREATE TABLE snapshots (
  object     TEXT COLLATE "C" NOT NULL,
  sequence   BIGINT NOT NULL,
  written_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  cleaned    BOOLEAN NOT NULL DEFAULT FALSE,
  state      BYTEA NOT NULL,
  PRIMARY KEY (object, sequence)
);
-- What clean-up has yet to do, by type and age: it never looks at anything twice.
CREATE INDEX snapshots_uncleaned
  ON snapshots ((split_part(object, '/', 1)), written_at) WHERE NOT cleaned;
