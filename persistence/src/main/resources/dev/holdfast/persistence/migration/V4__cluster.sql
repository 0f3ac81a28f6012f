-- Nodes given the same database find each other here and form one cluster, and here it is decided
-- who lives when they lose sight of each other.

-- One row, the lock under which a cluster is formed, joined, and rid of nodes.
CREATE TABLE cluster (
  one        BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one),
  -- How often a cluster was formed. Nodes of one cluster have the same.
  generation BIGINT NOT NULL,
  formed_by  TEXT COLLATE "C" NOT NULL
);
INSERT INTO cluster (generation, formed_by) VALUES (0, '');

CREATE TABLE nodes (
  node          TEXT COLLATE "C" PRIMARY KEY,
  -- Nodes have their age from it: the younger, the higher.
  number        BIGINT GENERATED ALWAYS AS IDENTITY,
  -- Where other nodes reach it; port 0 until it knows.
  host          TEXT NOT NULL DEFAULT '',
  port          INTEGER NOT NULL DEFAULT 0,
  state         TEXT NOT NULL DEFAULT 'joining' CHECK (state IN ('joining', 'member', 'removed')),
  generation    BIGINT NOT NULL DEFAULT 0,
  -- Who runs where this process does can see that it has ended; '' where nobody can.
  machine       TEXT NOT NULL,
  pid           BIGINT NOT NULL,
  process_start BIGINT NOT NULL,
  -- Others compare it with what they saw before, by their own monotonic clocks.
  renewals      BIGINT NOT NULL DEFAULT 0,
  -- Of the nodes that it cannot reach.
  unreachable   TEXT[] NOT NULL DEFAULT '{}',
  -- For people, and for tidying up: no node decides by these two.
  renewed_at    TIMESTAMPTZ NOT NULL DEFAULT now(),
  removed_at    TIMESTAMPTZ,
  removed_because TEXT NOT NULL DEFAULT '',
  -- The removed node itself says that it speaks no more.
  released      BOOLEAN NOT NULL DEFAULT FALSE,
  -- Its lease is over and its sessions have ended: its objects may start elsewhere.
  fenced        BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX nodes_address ON nodes (host, port) WHERE port > 0 AND state <> 'removed';

-- Functions, because each statement in one sees what was committed while it waited for the lock,
-- and because no lock outlives its statement, however long the node that sent it is paused.

-- The new generation, or 0 where there is a cluster, or one that may still be speaking.
CREATE FUNCTION holdfast_form(me TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  formed BIGINT;
BEGIN
  PERFORM c.generation FROM cluster c FOR UPDATE;
  IF EXISTS (SELECT FROM nodes n WHERE n.state = 'member' OR (n.state = 'removed' AND NOT n.fenced))
    OR NOT EXISTS (SELECT FROM nodes n WHERE n.node = me AND n.state = 'joining')
  THEN
    RETURN 0;
  END IF;
  UPDATE cluster c SET generation = c.generation + 1, formed_by = me
    RETURNING c.generation INTO formed;
  UPDATE nodes n SET state = 'member', generation = formed WHERE n.node = me;
  RETURN formed;
END $$;

-- False where that cluster is not the one that stands, or has nobody left.
CREATE FUNCTION holdfast_join(me TEXT, wanted BIGINT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
BEGIN
  PERFORM c.generation FROM cluster c WHERE c.generation = wanted FOR UPDATE;
  IF NOT FOUND
    OR NOT EXISTS (SELECT FROM nodes n WHERE n.state = 'member' AND n.generation = wanted)
  THEN
    RETURN FALSE;
  END IF;
  UPDATE nodes n SET state = 'member', generation = wanted
    WHERE n.node = me AND n.state = 'joining';
  RETURN FOUND;
END $$;

-- False where the node renewed meanwhile, or who wants it removed was itself. Any count: -1.
CREATE FUNCTION holdfast_remove(me TEXT, target TEXT, seen BIGINT, because TEXT)
RETURNS BOOLEAN LANGUAGE plpgsql AS $$
BEGIN
  PERFORM c.generation FROM cluster c FOR UPDATE;
  IF NOT EXISTS (SELECT FROM nodes n WHERE n.node = me AND n.state <> 'removed') THEN
    RETURN FALSE;
  END IF;
  UPDATE nodes n SET state = 'removed', removed_at = now(), removed_because = because
    WHERE n.node = target AND n.state <> 'removed' AND (seen < 0 OR n.renewals = seen);
  RETURN FOUND;
END $$;

-- Each session of a node's pool begins with it: a removed node gets no new ones.
CREATE FUNCTION holdfast_admit(me TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM nodes n WHERE n.node = me AND n.state <> 'removed') THEN
    RAISE EXCEPTION '% was removed from the cluster', me USING ERRCODE = 'HF001';
  END IF;
END $$;
