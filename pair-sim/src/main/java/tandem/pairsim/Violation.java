package tandem.pairsim;

/// Something that must hold did not.
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String text) {
    super(text);
  }

  Violation(String text, Throwable cause) {
    super(text, cause);
  }
}
