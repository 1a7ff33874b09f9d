package tandem.pairprotocol;

import java.util.Locale;

/// Why gwat refuses a call. The texts are those of the original where it has one; they begin the
/// message on the wire (gwat-dag.md 9 and 10, pair-sync.md 7).
public enum Reason {
  /// A call of normal work, while gwat is not in WORKING.
  SYNCHRONIZATION("synchronization"),
  /// Readiness is asked for while gwat still takes chain or DAG from its peers.
  PROCEDURE_LOCKED("procedure is locked"),
  /// Another call is being executed.
  BUSY("busy"),
  /// Head-sync data without a readiness answer before it.
  NOT_READY("not ready"),
  BAD_PARAMS("bad params"),
  /// A spine, or one of its ancestors, is not in the database; it is being fetched.
  UNKNOWN_SPINE("unknown spine hash"),
  CHECKPOINT_NOT_FINALIZED("checkpoint not finalized"),
  CHECKPOINT_BAD_NUMBER("checkpoint bad number"),
  CHECKPOINT_STATE_NOT_FOUND("checkpoint state not found"),
  /// A spine or a block of its past is invalid: this pair cannot follow that head.
  INVALID_BLOCK("invalid block"),
  /// The spines of the list are not one main chain in ascending slots.
  NOT_A_SEQUENCE("spines are not a sequence"),
  /// A block of the spine's past has a creator that cannot be judged yet.
  CREATORS_UNKNOWN("creators not known"),
  /// It would unwind below the coordinator's finalised checkpoint (S7).
  BELOW_FLOOR("contradicts the finalized checkpoint"),
  DISK_FULL("disk full"),
  /// The node has not opened its database yet.
  STARTING("node is starting"),
  /// A fault of gwat itself.
  INTERNAL("internal error"),
  /// gwat does not have this method: an original one (JSON-RPC -32601).
  NO_SUCH_METHOD("method not found"),
  /// gwat does not take these parameters: an original one (JSON-RPC -32602).
  INVALID_ARGUMENTS("invalid argument"),
  /// A text that we do not know; the message has it.
  OTHER("refused");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /// The JSON-RPC code with which it is answered.
  public int code() {
    return switch (this) {
      case NO_SUCH_METHOD -> -32601;
      case INVALID_ARGUMENTS -> -32602;
      case SYNCHRONIZATION,
          PROCEDURE_LOCKED,
          BUSY,
          NOT_READY,
          BAD_PARAMS,
          UNKNOWN_SPINE,
          CHECKPOINT_NOT_FINALIZED,
          CHECKPOINT_BAD_NUMBER,
          CHECKPOINT_STATE_NOT_FOUND,
          INVALID_BLOCK,
          NOT_A_SEQUENCE,
          CREATORS_UNKNOWN,
          BELOW_FLOOR,
          DISK_FULL,
          STARTING,
          INTERNAL,
          OTHER ->
          -32000;
    };
  }

  /// The reason that a message of an original gwat, or of ours without `data`, means.
  public static Reason ofMessage(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    for (Reason reason : values()) {
      if (reason != OTHER && text.startsWith(reason.text)) {
        return reason;
      }
    }
    // Texts of the original's finaliser and trie (gwat-dag.md 10.3, gwat-net.md 6.6).
    if (text.startsWith("synchronizing")) {
      return SYNCHRONIZATION;
    }
    if (text.startsWith("spine not found") || text.startsWith("insert uncompleted dag chain")) {
      return UNKNOWN_SPINE;
    }
    return text.startsWith("missing trie node") ? CHECKPOINT_STATE_NOT_FOUND : OTHER;
  }
}
