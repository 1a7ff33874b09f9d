package tandem.jsonrpc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Looks at the headers of a request before anything of its body is read.
final class Door {
  /// @param status HTTP status
  /// @param sentence for whoever looks at it
  record Refusal(int status, String sentence) {}

  private static final String BEARER = "bearer ";

  private final JsonRpcConfig config;

  Door(JsonRpcConfig config) {
    this.config = config;
  }

  /// A request that a browser was talked into by a foreign page carries that page's origin, or the
  /// name of a host that is none of ours.
  @Nullable Refusal strange(@Nullable String host, @Nullable String origin) {
    if (host == null || !HostNames.covers(config.hosts(), host)) {
      return new Refusal(403, "this node is not known by the name in the Host header");
    }
    if (origin != null && !allows(origin)) {
      return new Refusal(403, "pages of this origin may not call this node");
    }
    return null;
  }

  boolean allows(String origin) {
    return config.origins().contains("*") || config.origins().contains(origin);
  }

  /// Only this content type makes a browser ask for permission first.
  static @Nullable Refusal wrongType(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    int end = type.indexOf(';');
    return switch ((end < 0 ? type : type.substring(0, end)).strip()) {
      case "application/json", "application/json-rpc", "application/jsonrequest" -> null;
      default -> new Refusal(415, "the Content-Type must be application/json");
    };
  }

  /// @param authorization the header, null when absent
  /// @param nowS seconds since the Unix epoch
  @Nullable Refusal wrongToken(@Nullable String authorization, long nowS) {
    JsonRpcConfig.Guard guard = config.guard();
    if (guard == null) {
      return null;
    }
    if (authorization == null) {
      return guard.covers("") ? new Refusal(401, "a token is needed") : null;
    }
    if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return new Refusal(401, "the Authorization header must hold a bearer token");
    }
    String fault = guard.secret().fault(authorization.substring(BEARER.length()).strip(), nowS);
    return fault == null ? null : new Refusal(401, fault);
  }
}
