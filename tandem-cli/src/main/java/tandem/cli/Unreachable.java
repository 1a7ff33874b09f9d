package tandem.cli;

/// A node that did not answer, or not with what was asked for: an expected thing, while nodes start
/// and end.
final class Unreachable extends Exception {
  Unreachable(String sentence) {
    super(sentence, null, false, false);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
