package tandem.devp2p;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.primitives.Bytes;

/// Where a node is: `enode://<128 hexadecimal digits>@<host>:<port>`, what follows a `?` being
/// about discovery and ignored.
///
/// @param host an IP address, one of version 6 without its brackets, or a name
/// @param port of TCP, 1 to 65535
public record EnodeUrl(NodeId id, String host, int port) {
  /// Characters of a URL.
  public static final int LENGTH_MAX = 512;

  private static final Pattern FORM =
      Pattern.compile(
          "enode://(?<id>[^@]*)@(?:\\[(?<v6>[0-9A-Fa-f:.]{2,45})]|(?<host>[A-Za-z0-9.-]{1,253}))"
              + ":(?<port>[0-9]{1,5})/?(?:\\?[^\\s]*)?");
  private static final Pattern ID = Pattern.compile("[0-9A-Fa-f]{128}");

  public EnodeUrl {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not 1 to 65535");
    }
  }

  /// @throws IllegalArgumentException if `text` is none; the message says what is wrong with it
  public static EnodeUrl parse(String text) {
    if (text.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("an enode URL of " + text.length() + " characters");
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw fault(text, "it is not enode://<id>@<host>:<port>");
    }
    if (!ID.matcher(matcher.group("id")).matches()) {
      throw fault(text, "its id is not 128 hexadecimal digits");
    }
    int port = Integer.parseInt(matcher.group("port"));
    if (port < 1 || port > 65_535) {
      throw fault(text, "its port is not 1 to 65535");
    }
    NodeId id = new NodeId(Bytes.fromHex(matcher.group("id")));
    String v6 = matcher.group("v6");
    return new EnodeUrl(id, v6 == null ? matcher.group("host") : v6, port);
  }

  private static IllegalArgumentException fault(String text, String why) {
    return new IllegalArgumentException("bad enode URL \"" + text + "\": " + why);
  }

  @Override
  public String toString() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return "enode://" + id.toHex() + "@" + shown + ":" + port;
  }
}
