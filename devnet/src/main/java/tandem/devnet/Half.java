package tandem.devnet;

/// The two nodes of a pair, by the names of their commands.
public enum Half {
  GWAT("gwat", "blocks"),
  COORDINATOR("coordinator", "slots");

  private final String command;
  private final String unit;

  Half(String command, String unit) {
    this.command = command;
    this.unit = unit;
  }

  public String command() {
    return command;
  }

  /// What its progress counts.
  public String unit() {
    return unit;
  }
}
