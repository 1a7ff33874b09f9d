package tandem.gwattypes;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// A value in genesis.json that knows where it stands, so that every complaint can say so. The
/// scalar forms are those of gwat-data.md 1.5.
record JsonPlace(JsonNode node, String path) {
  /// The value under `key`, in whatever case it is written; null where there is none.
  JsonPlace field(String key) {
    JsonNode found = node.get(key);
    if (found == null) {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        if (property.getKey().toLowerCase(Locale.ROOT).equals(key.toLowerCase(Locale.ROOT))) {
          found = property.getValue();
        }
      }
    }
    return child(key, found);
  }

  JsonPlace child(String key, @Nullable JsonNode value) {
    return new JsonPlace(
        value == null ? NullNode.getInstance() : value, path.isEmpty() ? key : path + "." + key);
  }

  boolean isAbsent() {
    return node.isNull();
  }

  JsonPlace object() {
    if (isAbsent()) {
      throw fault("missing");
    }
    if (!node.isObject()) {
      throw fault("an object is needed");
    }
    return this;
  }

  /// A bare JSON number from 1 to `max`.
  long bareNumber(long max) {
    if (isAbsent()) {
      throw fault("missing");
    }
    if (!node.isIntegralNumber()) {
      throw fault("a bare number is needed, not " + brief());
    }
    if (!node.canConvertToLong() || node.longValue() < 1 || node.longValue() > max) {
      throw fault(brief() + " is not from 1 to " + max);
    }
    return node.longValue();
  }

  /// A string with a decimal or hexadecimal number, zero if absent or empty.
  U256 number() {
    if (isAbsent()) {
      return U256.ZERO;
    }
    String text = text();
    try {
      if (text.isEmpty()) {
        return U256.ZERO;
      }
      return text.startsWith("0x") || text.startsWith("0X")
          ? hexadecimal(text.substring(2))
          : U256.fromDecimal(text);
    } catch (IllegalArgumentException _) {
      throw fault(brief() + " is no decimal or 0x number of 256 bits");
    }
  }

  /// As [#number()], at most 2^63 - 1.
  long longNumber() {
    U256 number = number();
    if (!number.fitsLong()) {
      throw fault(brief() + " is above 2^63 - 1");
    }
    return number.toLong();
  }

  /// `0x` and an even number of digits; empty if absent.
  Bytes data() {
    String text = isAbsent() ? "" : text();
    if (text.isEmpty()) {
      return Bytes.EMPTY;
    }
    if (!text.startsWith("0x")) {
      throw fault(brief() + " does not begin with 0x");
    }
    try {
      return Bytes.fromHex(text);
    } catch (IllegalArgumentException _) {
      throw fault(brief() + " is not an even number of hexadecimal digits");
    }
  }

  Address address() {
    return isAbsent() ? Address.ZERO : address(text());
  }

  Address address(String text) {
    try {
      return Address.fromHex(text);
    } catch (IllegalArgumentException _) {
      throw fault("\"" + brief(text) + "\" is no address of 40 hexadecimal digits");
    }
  }

  /// A word of storage: an even number of at most 64 digits, `0x` optional, padded on the left.
  Hash32 word(String text) {
    try {
      byte[] bytes = Hex.decode(text);
      if (bytes.length > Hash32.LENGTH) {
        throw new IllegalArgumentException();
      }
      return U256.fromBytes(bytes).toHash();
    } catch (IllegalArgumentException _) {
      throw fault("\"" + brief(text) + "\" is not an even number of at most 64 digits");
    }
  }

  String text() {
    if (!node.isString()) {
      throw fault("a string is needed, not " + brief());
    }
    return node.stringValue();
  }

  GenesisException fault(String what) {
    return new GenesisException(path, what);
  }

  private static U256 hexadecimal(String digits) {
    if (digits.isEmpty() || digits.length() > 64) {
      throw new IllegalArgumentException("no digits of 256 bits");
    }
    return U256.fromBytes(Hex.decode(digits.length() % 2 == 0 ? digits : "0" + digits));
  }

  private String brief() {
    return brief(node.toString());
  }

  private static String brief(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
