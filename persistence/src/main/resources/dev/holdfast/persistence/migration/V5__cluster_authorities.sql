-- Who certifies nodes to one another when the operator gives no certificates. A node trusts every
-- row here and nobody else; it is certified by the newest row whose time to issue has come.
CREATE TABLE cluster_authorities (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- PEM.
  certificate TEXT NOT NULL,
  -- PEM, PKCS#8, in the clear: ADR 17 says why.
  private_key TEXT NOT NULL,
  -- Later than it was made, so that every node trusts it before the first is certified by it.
  issues_from TIMESTAMPTZ NOT NULL,
  ends_at     TIMESTAMPTZ NOT NULL,
  -- Set by an operator who wants another one.
  replaced    BOOLEAN NOT NULL DEFAULT FALSE
);
