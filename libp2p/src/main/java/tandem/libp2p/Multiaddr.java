package tandem.libp2p;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Bytes;

/// An address that TCP can reach: `/ip4/1.2.3.4/tcp/13000/p2p/16Uiu2HA…`. Addresses of other
/// transports, relays among them, are refused.
///
/// @param kind what `host` is
/// @param host address in its canonical text, or a host name
/// @param port 0 to 65535; 0 is for listening only
/// @param peer who is expected there, if the address says so
public record Multiaddr(Kind kind, String host, int port, @Nullable PeerId peer) {
  private static final int TCP = 6;
  private static final int P2P = 421;

  /// A longer one is refused unread, as text and as bytes.
  private static final int LENGTH_MAX = 512;

  private static final int NAME_MAX = 253;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + NAME_MAX + "}");
  private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

  /// The protocols of a host, with their multiformats codes.
  public enum Kind {
    IP4(4, "ip4"),
    IP6(41, "ip6"),
    DNS(53, "dns"),
    DNS4(54, "dns4"),
    DNS6(55, "dns6");

    private final int code;
    private final String text;

    Kind(int code, String text) {
      this.code = code;
      this.text = text;
    }

    private boolean isName() {
      return this == DNS || this == DNS4 || this == DNS6;
    }
  }

  /// @throws IllegalArgumentException if `host` is not what `kind` says or `port` is out of range
  public Multiaddr {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port);
    }
    host = kind.isName() ? requireName(host) : IpText.print(octets(kind, host));
  }

  /// The address of a TCP endpoint that has been resolved.
  public static Multiaddr of(InetSocketAddress address) {
    return of(address.getAddress(), address.getPort());
  }

  public static Multiaddr of(InetAddress address, int port) {
    Kind kind = address instanceof Inet4Address ? Kind.IP4 : Kind.IP6;
    return new Multiaddr(kind, IpText.print(address.getAddress()), port, null);
  }

  /// The address of a text.
  ///
  /// @throws IllegalArgumentException if `text` is not of the form above
  public static Multiaddr parse(String text) {
    if (text.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("multiaddr of " + text.length() + " characters");
    }
    String[] parts = text.split("/", -1);
    boolean withPeer = parts.length == 7 && (parts[5].equals("p2p") || parts[5].equals("ipfs"));
    if (!(parts.length == 5 || withPeer) || !parts[0].isEmpty() || !parts[3].equals("tcp")) {
      throw new IllegalArgumentException("not /<host>/…/tcp/…[/p2p/…]: " + text);
    }
    if (!PORT.matcher(parts[4]).matches()) {
      throw new IllegalArgumentException("port of " + text);
    }
    for (Kind kind : Kind.values()) {
      if (kind.text.equals(parts[1])) {
        PeerId peer = withPeer ? PeerId.parse(parts[6]) : null;
        return new Multiaddr(kind, parts[2], Integer.parseInt(parts[4]), peer);
      }
    }
    throw new IllegalArgumentException("host protocol of " + text);
  }

  /// The address of its binary form.
  ///
  /// @throws IllegalArgumentException if `bytes` are none, or of another transport
  public static Multiaddr decode(Bytes bytes) {
    if (bytes.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("multiaddr of " + bytes.length() + " bytes");
    }
    ByteArrayInputStream in = new ByteArrayInputStream(bytes.unsafeArray());
    try {
      Kind kind = kind(Varint.read(in, Integer.MAX_VALUE, "host protocol"));
      String host =
          switch (kind) {
            case IP4 -> IpText.print(take(in, 4));
            case IP6 -> IpText.print(take(in, 16));
            case DNS, DNS4, DNS6 ->
                new String(take(in, (int) Varint.read(in, NAME_MAX, "name")), US_ASCII);
          };
      requireCode(in, TCP);
      byte[] port = take(in, 2);
      PeerId peer = null;
      if (in.available() > 0) {
        requireCode(in, P2P);
        peer = new PeerId(Bytes.wrap(take(in, (int) Varint.read(in, LENGTH_MAX, "peer id"))));
      }
      if (in.available() > 0) {
        throw new IllegalArgumentException("more behind the peer id: " + bytes);
      }
      return new Multiaddr(kind, host, (port[0] & 0xff) << 8 | (port[1] & 0xff), peer);
    } catch (IOException e) {
      throw new IllegalArgumentException("multiaddr " + bytes + ": " + e.getMessage(), e);
    }
  }

  /// The binary form.
  public Bytes encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    putNumber(out, kind.code);
    if (kind.isName()) {
      putNumber(out, host.length());
      out.writeBytes(host.getBytes(US_ASCII));
    } else {
      out.writeBytes(octets(kind, host));
    }
    putNumber(out, TCP);
    out.write(port >> 8);
    out.write(port);
    if (peer != null) {
      putNumber(out, P2P);
      putNumber(out, peer.multihash().length());
      out.writeBytes(peer.multihash().unsafeArray());
    }
    return Bytes.wrap(out.toByteArray());
  }

  /// The bytes of the IP address.
  byte[] octets() {
    return octets(kind, host);
  }

  public Multiaddr withPeer(@Nullable PeerId other) {
    return new Multiaddr(kind, host, port, other);
  }

  @Override
  public String toString() {
    String address = "/" + kind.text + "/" + host + "/tcp/" + port;
    return peer == null ? address : address + "/p2p/" + peer;
  }

  private static Kind kind(long code) {
    for (Kind kind : Kind.values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("host protocol " + code);
  }

  private static byte[] octets(Kind kind, String host) {
    return kind == Kind.IP4 ? IpText.parse4(host) : IpText.parse6(host);
  }

  private static String requireName(String host) {
    if (!NAME.matcher(host).matches()) {
      throw new IllegalArgumentException("host name of " + host.length() + " characters: " + host);
    }
    return host;
  }

  private static void requireCode(ByteArrayInputStream in, int expected) throws IOException {
    long code = Varint.read(in, Integer.MAX_VALUE, "protocol");
    if (code != expected) {
      throw new IllegalArgumentException("protocol " + code + " instead of " + expected);
    }
  }

  private static byte[] take(ByteArrayInputStream in, int count) {
    if (in.available() < count) {
      throw new IllegalArgumentException("the multiaddr ends within a value");
    }
    byte[] bytes = new byte[count];
    in.readNBytes(bytes, 0, count);
    return bytes;
  }

  private static void putNumber(ByteArrayOutputStream out, long value) {
    byte[] bytes = new byte[Varint.size(value)];
    Varint.put(bytes, 0, value);
    out.writeBytes(bytes);
  }
}
