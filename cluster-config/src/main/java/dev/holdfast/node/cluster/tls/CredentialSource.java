package dev.holdfast.node.cluster.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;

/** Where a node's credentials come from. Thread rule: one thread at a time; may block. */
interface CredentialSource {
  /** Those that are to be used from now on; the same object as before when nothing changed. */
  Credentials read() throws GeneralSecurityException, IOException, SQLException;
}
