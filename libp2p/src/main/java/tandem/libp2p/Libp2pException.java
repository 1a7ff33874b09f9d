package tandem.libp2p;

import java.io.IOException;

/// What a peer sent is not libp2p, or above a limit. The message names the layer and the place.
public class Libp2pException extends IOException {
  public Libp2pException(String message) {
    super(message);
  }

  public Libp2pException(String message, Throwable cause) {
    super(message, cause);
  }
}
