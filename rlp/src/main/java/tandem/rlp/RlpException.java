package tandem.rlp;

/// Bytes that are not the canonical encoding of what was expected. The text names the place:
/// `header.gasLimit at byte 131 of 540: leading zero`.
public final class RlpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RlpException(String message) {
    super(message);
  }
}
