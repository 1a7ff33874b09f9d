package tandem.beaconapi;

/// A request that is answered with an error.
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /// @param status of HTTP, 400 to 599
  /// @param sentence for the caller
  public ApiException(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  int status() {
    return status;
  }
}
