package tandem.faultproxy;

/// What becomes of a new connection.
public sealed interface Door {
  /// It is led on to the server.
  record Open() implements Door {}

  /// It is taken and waits: the server is dialed when the door opens, unless the client has gone by
  /// then. So a SYN that is sent again until it gets through.
  record Held() implements Door {}

  /// It is taken, its bytes vanish, and it never leads anywhere, also when the door has opened.
  record Nowhere() implements Door {}

  /// It is cut at once, and so is every connection that was there.
  record Shut(Ending ending) implements Door {}
}
