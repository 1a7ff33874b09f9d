package tandem.libp2p;

import java.io.IOException;

/// A stream ended before its time: reset by one of the sides, or its connection is gone.
public final class StreamResetException extends IOException {
  public StreamResetException(String message) {
    super(message);
  }
}
