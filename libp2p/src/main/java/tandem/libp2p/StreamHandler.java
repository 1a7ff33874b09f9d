package tandem.libp2p;

import java.io.IOException;

/// Serves streams that peers open for a protocol.
@FunctionalInterface
public interface StreamHandler {
  /// Runs on a virtual thread of its own. The stream is closed when this returns and reset when it
  /// throws. While it runs it counts against the peer's streams, so it must end: every call on the
  /// stream has a deadline.
  void handle(Stream stream) throws IOException;
}
