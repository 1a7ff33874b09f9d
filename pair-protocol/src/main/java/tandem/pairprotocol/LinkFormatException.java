package tandem.pairprotocol;

/// Parameters or a result that are not what the method's format says; the message names the place.
public final class LinkFormatException extends Exception {
  private final Reason reason;

  LinkFormatException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static LinkFormatException at(String place, String fault) {
    return new LinkFormatException(
        Reason.INVALID_ARGUMENTS, "invalid argument " + place + ": " + fault);
  }

  public Reason reason() {
    return reason;
  }

  /// What a server answers to such a call.
  public LinkReply.Error reply() {
    return new LinkReply.Error(reason.code(), String.valueOf(getMessage()), null);
  }
}
