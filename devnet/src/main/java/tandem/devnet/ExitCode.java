package tandem.devnet;

/// How a command ends. Scripts may rely on these numbers.
public enum ExitCode {
  /// Done, or stopped as asked.
  OK(0),
  /// It could not start, or did not find what it was to find; one sentence says why.
  FAILED(1),
  /// The command line is wrong.
  USAGE(2),
  /// The database is damaged; the node does not run on it.
  DATABASE_DAMAGED(3),
  /// The disk is full; a plain restart continues once there is space.
  DISK_FULL(4),
  /// The database, the files and the other half are not of one network.
  WRONG_NETWORK(5),
  /// What `doctor` looked at is not in order, and a start or `doctor --repair` repairs it.
  REPAIRABLE(6),
  /// A fault of this program.
  FAULT(70);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /// The code with this number, as the nodes give theirs.
  public static ExitCode of(int number) {
    for (ExitCode code : values()) {
      if (code.code == number) {
        return code;
      }
    }
    return FAULT;
  }

  public int code() {
    return code;
  }
}
