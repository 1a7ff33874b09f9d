package tandem.beaconstages;

/// What is done about a result that does not come, from the smallest scope to the largest
/// (docs/decisions/recovery-of-the-coordinator.md).
public enum RepairStep {
  /// Nothing is amiss.
  NONE("nothing"),
  /// The same again.
  RETRY("asking again"),
  /// Of others than those who did not help.
  OTHER_PEERS("asking other peers"),
  /// With a new plan.
  REBUILD("planning anew"),
  /// The stage from its beginning.
  RESTART("beginning the stage again"),
  /// From further back.
  REANCHOR("going back to an older checkpoint");

  private final String text;

  RepairStep(String text) {
    this.text = text;
  }

  /// What is being done, in words.
  public String text() {
    return text;
  }

  /// After the last step comes the first.
  RepairStep next() {
    return switch (this) {
      case NONE, REANCHOR -> RETRY;
      case RETRY -> OTHER_PEERS;
      case OTHER_PEERS -> REBUILD;
      case REBUILD -> RESTART;
      case RESTART -> REANCHOR;
    };
  }
}
