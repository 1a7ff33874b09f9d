package tandem.chaos;

/// What a trial demands did not come true; one sentence says what.
final class TrialFailed extends RuntimeException {
  TrialFailed(String sentence) {
    super(sentence, null, false, false);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
