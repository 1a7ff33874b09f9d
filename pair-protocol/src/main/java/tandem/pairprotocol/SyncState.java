package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;

/// Where a node stands, in one word of five, the same on both halves and everywhere a person or a
/// program asks (pair-sync.md 10 and L3). They exclude each other: a node that is not working has
/// not begun, moves, waits for somebody named in [SyncStatus#waitsFor], or should move and does
/// not.
public enum SyncState {
  /// The database is not open yet.
  NOT_STARTED("not-started"),
  /// Something is taken or applied, and there is more of it than a while ago.
  SYNCING("syncing"),
  /// Nothing can be done here until somebody else does something: peers that are not there, the
  /// other half, the genesis time.
  WAITING("waiting"),
  /// There is something to do and somebody to do it with, and nothing has come of it for the
  /// watchdog's time; it repairs, [SyncStatus#lastError] says how.
  STALLED("stalled"),
  /// Normal work: in agreement with the other half.
  WORKING("working");

  private final String word;

  SyncState(String word) {
    this.word = word;
  }

  /// As it is written in JSON and on pages.
  public String word() {
    return word;
  }

  /// What a stage alone says, where nothing is known of progress.
  public static SyncState of(Stage stage) {
    return switch (stage) {
      case STARTING -> NOT_STARTED;
      case CHECKPOINT_SYNC, DAG_SYNC, HEAD_SYNC, CATCH_UP -> SYNCING;
      case HEAD_SYNC_READY -> WAITING;
      case WORKING -> WORKING;
    };
  }

  /// The state of this word, or null.
  static @Nullable SyncState ofWord(String word) {
    for (SyncState state : values()) {
      if (state.word.equals(word)) {
        return state;
      }
    }
    return null;
  }
}
