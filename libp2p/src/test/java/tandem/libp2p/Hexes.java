package tandem.libp2p;

import java.util.HexFormat;

/// Bytes of readable hexadecimal, with spaces wherever they help.
final class Hexes {
  private Hexes() {}

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
