-- What objects gave up and keep for an operator, as their states have it: written in the transaction
-- of the event that adds or removes one, so that it can be listed without waking anything.
CREATE TABLE dead_letters (
  -- Begins with the time, so the order of ids is that of time.
  id       TEXT COLLATE "C" NOT NULL,
  object   TEXT COLLATE "C" NOT NULL,
  kind     TEXT COLLATE "C" NOT NULL,
  subject  TEXT NOT NULL,
  -- Microseconds since 1970.
  due      BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  error    TEXT NOT NULL,
  PRIMARY KEY (id, object)
);
-- For what compares them with the object's state.
CREATE INDEX dead_letters_object ON dead_letters (object);

-- Which alarm is due then. Empty in rows from before; they fill as objects commit.
ALTER TABLE wakes ADD COLUMN alarm TEXT NOT NULL DEFAULT '';
