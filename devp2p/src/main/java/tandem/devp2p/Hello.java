package tandem.devp2p;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import tandem.primitives.Bytes;
import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// The first message of both ends: `[version, name, [[capability, version] …], port, id]`, further
/// elements ignored (gwat-net.md 1.1).
///
/// @param version of the base protocol; from 5 on what follows is compressed
/// @param name of the program, for people: control characters are replaced
/// @param listenPort 0 says nothing
public record Hello(
    long version, String name, List<Capability> capabilities, long listenPort, NodeId id) {
  /// Bytes of a message.
  static final int BYTES_MAX = 2_048;

  static final int VERSION = 5;

  private static final int NAME_BYTES_MAX = 512;
  private static final int CAPABILITIES_MAX = 64;
  private static final int CAPABILITY_NAME_MAX = 32;

  public Hello {
    capabilities = List.copyOf(capabilities);
  }

  byte[] encode() {
    RlpWriter out = new RlpWriter(256);
    int end = out.mark();
    out.bytes(id.bytes()).number(listenPort);
    int listEnd = out.mark();
    for (Capability capability : capabilities.reversed()) {
      int pairEnd = out.mark();
      out.number(capability.version()).bytes(capability.name().getBytes(UTF_8)).list(pairEnd);
    }
    out.list(listEnd).bytes(name.getBytes(UTF_8)).number(version);
    return out.list(end).toByteArray();
  }

  static Hello decode(byte[] payload) throws RlpxException {
    if (payload.length > BYTES_MAX) {
      throw new RlpxException("a hello of " + payload.length + " bytes");
    }
    try {
      RlpReader in = RlpReader.of(payload, "hello").list("hello");
      long version = in.number("version");
      String name = text(in.bytes("name", NAME_BYTES_MAX));
      RlpReader list = in.list("capabilities");
      int count = list.count("capabilities", CAPABILITIES_MAX);
      List<Capability> capabilities = new ArrayList<>(count);
      while (list.hasNext()) {
        RlpReader pair = list.list("capability");
        String capability = text(pair.bytes("name", CAPABILITY_NAME_MAX));
        capabilities.add(new Capability(capability, pair.number("version")));
      }
      long port = in.number("port");
      return new Hello(
          version, name, capabilities, port, new NodeId(Bytes.wrap(in.fixed("id", 64))));
    } catch (RlpException e) {
      throw new RlpxException(String.valueOf(e.getMessage()));
    }
  }

  /// Text of a stranger that may go to a terminal.
  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8).replaceAll("\\p{C}", "?");
  }
}
