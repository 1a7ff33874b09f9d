package tandem.faultproxy;

/// What becomes of the bytes of one direction.
public sealed interface Fate {
  /// They arrive.
  record Arrive() implements Fate {}

  /// They wait, and whoever sends them is held back; they arrive when the fault has ended. So a
  /// network that loses every packet for a while, to whoever speaks TCP.
  record Wait() implements Fate {}

  /// They are lost, as is the end of the stream while it lasts: a connection that is half open.
  record Vanish() implements Fate {}

  /// So many arrive, from the start of the fault on; where one more would, the connection is cut.
  ///
  /// @param bytes 0 or more
  record Cut(long bytes, Ending ending) implements Fate {
    public Cut {
      if (bytes < 0) {
        throw new IllegalArgumentException(bytes + " bytes");
      }
    }
  }
}
