package tandem.libp2p;

import java.io.IOException;

/// We ourselves refuse: a limit of ours is reached, the gate says no, or the host is closed. This
/// says nothing about the peer.
public final class LocalRefusalException extends IOException {
  public LocalRefusalException(String message) {
    super(message);
  }
}
