package tandem.devnet;

/// A node that did not answer, or not with what was asked for: an expected thing, while nodes start
/// and end.
public final class Unreachable extends Exception {
  public Unreachable(String sentence) {
    super(sentence, null, false, false);
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
