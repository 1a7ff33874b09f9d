package tandem.loop;

/// Why a node has ended or did not start.
///
/// @param text one sentence for the operator: what happened, and what can be done
public record ExitReason(Code code, String text) {
  /// Codes of the process.
  public enum Code {
    STOPPED(0),
    CANNOT_START(1),
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
