package tandem.cli;

/// The two nodes of a pair, by the names of their commands.
enum Half {
  GWAT("gwat", "blocks"),
  COORDINATOR("coordinator", "slots");

  private final String command;
  private final String unit;

  Half(String command, String unit) {
    this.command = command;
    this.unit = unit;
  }

  String command() {
    return command;
  }

  /// What its progress counts.
  String unit() {
    return unit;
  }
}
