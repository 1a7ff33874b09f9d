package tandem.jsonrpc;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// By which names a server of ours may be addressed. A web page whose name was made to point at
/// this machine sends its own name, which is none of them.
public final class HostNames {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]+]");

  private HostNames() {}

  /// Whether a `Host` header, with or without a port, is `localhost`, an IP address, or one of
  /// `names`.
  public static boolean covers(Set<String> names, String host) {
    String name = withoutPort(host).toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || IPV4.matcher(name).matches()
        || IPV6.matcher(name).matches()
        || names.contains(name);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
