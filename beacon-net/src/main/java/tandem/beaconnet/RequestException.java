package tandem.beaconnet;

/// A request that was not answered as it should have been.
final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What happened, and thereby whose fault it is.
  enum Kind {
    /// No answer in time, or none to the end. Nobody's proven fault.
    TIMED_OUT,
    /// The connection or the stream ended. Nobody's proven fault.
    GONE,
    /// The peer answered with an error. Its right.
    REFUSED,
    /// The peer does not serve this method. Its right.
    UNSUPPORTED,
    /// The answer's bytes are wrong: the peer's fault.
    BAD_BYTES,
    /// A limit of our own. Our fault.
    LOCAL
  }

  private final Kind kind;

  RequestException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  RequestException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
