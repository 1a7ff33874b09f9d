package tandem.ssz;

/// Bytes that are no value of their type. The message names path and place:
/// `block.body.attestations[3].aggregationBits at byte 131 of 540: no bit ends the list`.
public final class SszException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SszException(String message) {
    super(message);
  }
}
