package tandem.cli;

import tandem.devnet.Unreachable;
import tandem.pairprotocol.SyncStatus;

/// Asks a half how it stands.
@FunctionalInterface
interface Question {
  SyncStatus ask() throws Unreachable;
}
