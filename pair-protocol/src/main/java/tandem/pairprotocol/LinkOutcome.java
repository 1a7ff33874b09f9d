package tandem.pairprotocol;

/// How a call ended, as the caller sees it.
public sealed interface LinkOutcome {
  /// gwat answered.
  record Answered(LinkResponse response) implements LinkOutcome {}

  /// No answer in time; the call may have been executed. Every call may be repeated.
  record TimedOut() implements LinkOutcome {}

  /// No connection, or one that broke; the call may have been executed.
  ///
  /// @param fault one sentence for the operator
  record Down(String fault) implements LinkOutcome {}
}
