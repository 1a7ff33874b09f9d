package tandem.beaconstages;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;
import tandem.primitives.Hash32;

/// How a call that is on its way is probed (docs/decisions/recovery-of-the-coordinator.md).
///
/// @param call the question that waits for an answer, null between two
/// @param asks what is asked, or is to be asked next
/// @param dueMs when the next question is due, or the one on its way counts as unanswered
/// @param silent questions after [Asks#STATUS] in a row that nobody answered
/// @param same answers in a row that said the same
/// @param last what the last one said
public record Probe(
    @Nullable CallId call, Asks asks, long dueMs, int silent, int same, @Nullable Seen last) {
  /// A question that changes nothing.
  public enum Asks {
    /// Answered after what gwat executes, so that an answer says that nothing is executed.
    STATE,
    /// Answered whatever gwat does.
    STATUS,
    /// Of an original gwat, which knows neither of the two.
    CHAIN_ID;

    LinkRequest request() {
      return switch (this) {
        case STATE -> new LinkRequest.ReadCoordinatedState();
        case STATUS -> new LinkRequest.ReadSyncStatus();
        case CHAIN_ID -> new LinkRequest.ReadChainId();
      };
    }
  }

  /// What changes in gwat when it executes a call.
  public record Seen(String stage, @Nullable Long slot, long number, Hash32 finalized) {}
}
