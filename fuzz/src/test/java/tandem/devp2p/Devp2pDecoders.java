package tandem.devp2p;

import static org.assertj.core.api.Assertions.assertThat;

/// Decoders that only this package sees.
public final class Devp2pDecoders {
  private static final int PLAIN_MAX = 1 << 20;

  private Devp2pDecoders() {}

  /// Returns whether it was accepted.
  public static boolean hello(byte[] bytes) throws RlpxException {
    Hello hello;
    try {
      hello = Hello.decode(bytes);
    } catch (RlpxException refused) {
      return false;
    }
    assertThat(Hello.decode(hello.encode())).isEqualTo(hello);
    return true;
  }

  /// Any bytes are a reason.
  public static boolean disconnect(byte[] bytes) {
    return DisconnectReason.decode(bytes) != null;
  }

  public static boolean compressed(byte[] bytes) {
    try {
      return Compression.decompress(bytes, PLAIN_MAX).length <= PLAIN_MAX;
    } catch (RlpxException refused) {
      return false;
    }
  }
}
