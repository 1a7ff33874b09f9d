package tandem.libp2p;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Bytes;

/// What a peer says of itself (coordinator-net.md 1.3). On the wire it is one or several messages,
/// each `uvarint(length) ‖ protobuf`, until the sender closes the stream; later ones add to earlier
/// ones.
///
/// @param agent software, shortened and printable
/// @param protocols protocol ids it serves
/// @param listenAddresses those of its addresses that TCP can reach
/// @param observed our address as it sees it
record Identify(
    String agent,
    List<String> protocols,
    List<Multiaddr> listenAddresses,
    @Nullable Multiaddr observed) {
  static final String PROTOCOL = "/ipfs/id/1.0.0";
  static final String PUSH = "/ipfs/id/push/1.0.0";
  static final Identify NOTHING = new Identify("", List.of(), List.of(), null);

  private static final String PROTOCOL_VERSION = "ipfs/0.1.0";
  private static final int AGENT_MAX = 256;
  private static final int ADDRESSES_MAX = 64;

  private static final int PUBLIC_KEY = 1;
  private static final int LISTEN_ADDRESS = 2;
  private static final int SERVED_PROTOCOL = 3;
  private static final int OBSERVED_ADDRESS = 4;
  private static final int VERSION = 5;
  private static final int AGENT = 6;

  /// This, said by `peer`, with its length in front.
  byte[] encode(PeerId peer) {
    ProtoWriter out = new ProtoWriter();
    out.bytes(PUBLIC_KEY, peer.publicKeyMessage().unsafeArray());
    listenAddresses.forEach(a -> out.bytes(LISTEN_ADDRESS, a.encode().unsafeArray()));
    protocols.forEach(protocol -> out.string(SERVED_PROTOCOL, protocol));
    if (observed != null) {
      out.bytes(OBSERVED_ADDRESS, observed.encode().unsafeArray());
    }
    byte[] message = out.string(VERSION, PROTOCOL_VERSION).string(AGENT, agent).done();
    int prefix = Varint.size(message.length);
    byte[] framed = new byte[prefix + message.length];
    Varint.put(framed, 0, message.length);
    System.arraycopy(message, 0, framed, prefix, message.length);
    return framed;
  }

  /// Reads what `peer` says until it closes the stream, at most the messages of the limits.
  static Identify read(InputStream in, PeerId peer, Limits.Messages limits) throws IOException {
    Collector all = new Collector(peer);
    int first = in.read();
    if (first < 0) {
      throw new EOFException("identify: the stream ends without a message");
    }
    for (int i = 0; first >= 0 && i < limits.identifyMessages(); i++) {
      int length = (int) Varint.readAfter(in, first, limits.identifyBytes(), "identify length");
      byte[] message = in.readNBytes(length);
      if (message.length < length) {
        throw new EOFException("identify: the stream ends within a message");
      }
      all.add(message);
      first = in.read();
    }
    return all.done();
  }

  private static final class Collector {
    private final PeerId peer;
    private final List<String> protocols = new ArrayList<>();
    private final List<Multiaddr> addresses = new ArrayList<>();
    private String agent = "";
    private @Nullable Multiaddr observed;

    Collector(PeerId peer) {
      this.peer = peer;
    }

    void add(byte[] message) throws Libp2pException {
      ProtoReader in = new ProtoReader(message, "identify");
      while (in.next()) {
        switch (in.field()) {
          case PUBLIC_KEY -> requireKey(in.bytes());
          case LISTEN_ADDRESS -> addAddress(in.bytes());
          case SERVED_PROTOCOL -> protocols.add(in.string());
          case OBSERVED_ADDRESS -> observed = address(in.bytes());
          case AGENT -> agent = printable(in.bytes());
          default -> in.skip();
        }
      }
    }

    Identify done() {
      return new Identify(agent, List.copyOf(protocols), List.copyOf(addresses), observed);
    }

    private void requireKey(byte[] key) throws Libp2pException {
      if (!Bytes.wrap(key).equals(peer.publicKeyMessage())) {
        throw new Libp2pException("identify: the public key is not " + peer + "'s");
      }
    }

    private void addAddress(byte[] bytes) {
      Multiaddr address = address(bytes);
      if (address != null && addresses.size() < ADDRESSES_MAX) {
        addresses.add(address);
      }
    }

    /// The address, or null if it is of a transport that does not concern us.
    private static @Nullable Multiaddr address(byte[] bytes) {
      try {
        return Multiaddr.decode(Bytes.wrap(bytes));
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    private static String printable(byte[] bytes) {
      String text = new String(bytes, UTF_8).replaceAll("\\p{Cntrl}", "?");
      return text.length() <= AGENT_MAX ? text : text.substring(0, AGENT_MAX);
    }
  }
}
