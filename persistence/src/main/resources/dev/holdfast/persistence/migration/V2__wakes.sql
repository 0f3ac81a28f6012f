-- The wake index: at most one row an object, the earliest time at which it needs to be woken. Written
-- in the transaction of the event that changes it, so it is never later than what the object needs.
CREATE TABLE wakes (
  object   TEXT COLLATE "C" PRIMARY KEY,
  -- Shares the work of waking out over nodes; a hash of the object.
  slice    SMALLINT NOT NULL,
  -- Microseconds since 1970, rounded up: an alarm is never early.
  due      BIGINT NOT NULL,
  -- The event that said so. A later one is never overwritten by an earlier one.
  sequence BIGINT NOT NULL
-- Rows of schedules are updated again and again: room for that on their page.
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX wakes_due ON wakes (slice, due);
