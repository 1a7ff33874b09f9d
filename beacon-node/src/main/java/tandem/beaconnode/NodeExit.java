package tandem.beaconnode;

/// How a node ended.
///
/// @param sentence for the operator: what happened, and what can be done
public record NodeExit(Code code, String sentence) {
  /// The exit codes of a node's process.
  public enum Code {
    STOPPED(0),
    COULD_NOT_START(1),
    DATABASE_DAMAGED(3),
    DISK_FULL(4),
    WRONG_NETWORK(5),
    FAULT(70);

    private final int number;

    Code(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
