package tandem.beaconspec;

/// A block, or an operation of one, that the rules refuse, whatever else a node may know. The
/// message names the check and the values: `attestation slot 7 is not in target epoch 2`.
public final class InvalidBlockException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidBlockException(String message) {
    super(message);
  }

  /// @param format the fault, of which `%s` are the values; numbers are shown as unsigned
  /// @throws InvalidBlockException if `holds` is false
  static void check(boolean holds, String format, Object... values) throws InvalidBlockException {
    if (!holds) {
      Object[] shown = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        shown[i] = values[i] instanceof Long number ? Long.toUnsignedString(number) : values[i];
      }
      throw new InvalidBlockException(format.formatted(shown));
    }
  }
}
