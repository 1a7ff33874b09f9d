package tandem.libp2p;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.regex.Pattern;

/// IP addresses as text: dotted decimal, and RFC 5952 for version 6. No name is ever looked up.
final class IpText {
  private static final Pattern IP6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final int GROUPS = 8;

  private IpText() {}

  /// The 4 bytes of `a.b.c.d`.
  ///
  /// @throws IllegalArgumentException if `text` is of another form
  static byte[] parse4(String text) {
    byte[] octets = Inet4Address.ofLiteral(text).getAddress();
    // The JDK also takes 1.2 for 1.0.0.2; a multiaddr has four parts.
    if (!print(octets).equals(text)) {
      throw new IllegalArgumentException("not an IPv4 address: " + text);
    }
    return octets;
  }

  /// The 16 bytes of an address of version 6 without a zone.
  ///
  /// @throws IllegalArgumentException if `text` is none
  static byte[] parse6(String text) {
    if (!IP6.matcher(text).matches() || text.indexOf(':') < 0) {
      throw new IllegalArgumentException("not an IPv6 address: " + text);
    }
    byte[] octets = Inet6Address.ofLiteral(text).getAddress();
    if (octets.length == 16) {
      return octets;
    }
    // The JDK has made version 4 of ::ffff:a.b.c.d.
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(octets, 0, mapped, 12, 4);
    return mapped;
  }

  /// The canonical text of 4 or 16 bytes.
  static String print(byte[] octets) {
    if (octets.length == 4) {
      return (octets[0] & 0xff)
          + "."
          + (octets[1] & 0xff)
          + "."
          + (octets[2] & 0xff)
          + "."
          + (octets[3] & 0xff);
    }
    int gapFrom = GROUPS;
    int gapLength = 1;
    for (int from = 0, end; from < GROUPS; from = Math.max(end, from + 1)) {
      end = from;
      while (end < GROUPS && group(octets, end) == 0) {
        end++;
      }
      if (end - from > gapLength) {
        gapFrom = from;
        gapLength = end - from;
      }
    }
    String head = groups(octets, 0, gapFrom);
    return gapFrom == GROUPS ? head : head + "::" + groups(octets, gapFrom + gapLength, GROUPS);
  }

  private static String groups(byte[] octets, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(group(octets, i)));
    }
    return text.toString();
  }

  private static int group(byte[] octets, int index) {
    return (octets[2 * index] & 0xff) << 8 | (octets[2 * index + 1] & 0xff);
  }
}
