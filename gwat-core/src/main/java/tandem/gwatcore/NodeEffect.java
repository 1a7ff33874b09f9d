package tandem.gwatcore;

import tandem.gwatpool.Admission;
import tandem.gwatwire.WfdagMessage;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// What the node wants done. Whatever an effect speaks of is in the store already.
public sealed interface NodeEffect {
  record Send(PeerKey peer, WfdagMessage message) implements NodeEffect {}

  /// @param atFault whether the peer is proven to be at fault; only that may cost its reputation
  record Disconnect(PeerKey peer, boolean atFault, String why) implements NodeEffect {}

  record Answer(CallId call, LinkResponse response) implements NodeEffect {}

  record TransactionAnswer(long id, Admission admission) implements NodeEffect {}

  /// From here on the stage is another one.
  record StageChanged(Stage from, Stage to, String why, long tookMs) implements NodeEffect {}

  /// The finalised chain ends elsewhere now.
  ///
  /// @param unwound blocks that went back into the DAG
  record Finalized(long number, Hash32 hash, int blocks, int unwound) implements NodeEffect {}

  /// A block of ours was made and sent.
  record BlockCreated(Hash32 hash, long slot, int transactions) implements NodeEffect {}

  /// Something that an operator must know.
  record Alarm(String text) implements NodeEffect {}

  /// Something that an operator may want to know.
  record Note(String text) implements NodeEffect {}

  /// End the process with the code for a full disk.
  record ExitDiskFull(String fault) implements NodeEffect {}
}
