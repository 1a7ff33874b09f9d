package tandem.pairprotocol;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;

/// Strict reading of single values. A place is the path from the parameter, as `0[3].slot`.
final class JsonFields {
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private JsonFields() {}

  /// The member, or null when it is absent or null.
  static @Nullable JsonNode member(JsonNode object, String name) {
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  static void requireObject(JsonNode node, String place) throws LinkFormatException {
    if (!node.isObject()) {
      throw LinkFormatException.at(place, "not an object");
    }
  }

  /// A quantity of at most 63 bits.
  static long quantity(JsonNode node, String place) throws LinkFormatException {
    if (!node.isString()) {
      throw LinkFormatException.at(place, "not a hex quantity in a string");
    }
    try {
      long value = Hex.parseQuantity(node.stringValue());
      if (value < 0) {
        throw LinkFormatException.at(place, "above 63 bits");
      }
      return value;
    } catch (IllegalArgumentException e) {
      throw LinkFormatException.at(place, String.valueOf(e.getMessage()));
    }
  }

  /// A plain unsigned number of 64 bits; what is above 63 bits becomes the greatest long.
  static long number(JsonNode node, String place) throws LinkFormatException {
    if (!node.isIntegralNumber()) {
      throw LinkFormatException.at(place, "not a whole number");
    }
    BigInteger value = node.bigIntegerValue();
    if (value.signum() < 0 || value.bitLength() > 64) {
      throw LinkFormatException.at(place, "not an unsigned number of 64 bits");
    }
    return value.min(LONG_MAX).longValue();
  }

  static Hash32 hash(JsonNode node, String place) throws LinkFormatException {
    return Hash32.wrap(fixed(node, Hash32.LENGTH, place));
  }

  /// An array of hashes; null is empty (gwat-dag.md 10.1).
  static List<Hash32> hashes(@Nullable JsonNode node, int max, String place)
      throws LinkFormatException {
    if (node == null || node.isNull()) {
      return List.of();
    }
    requireArray(node, max, place);
    List<Hash32> hashes = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      hashes.add(hash(node.get(i), place + "[" + i + "]"));
    }
    return hashes;
  }

  static List<Address> addresses(JsonNode node, int max, String place) throws LinkFormatException {
    requireArray(node, max, place);
    List<Address> addresses = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      addresses.add(Address.wrap(fixed(node.get(i), Address.LENGTH, place + "[" + i + "]")));
    }
    return addresses;
  }

  static void requireArray(JsonNode node, int max, String place) throws LinkFormatException {
    if (!node.isArray()) {
      throw LinkFormatException.at(place, "not an array");
    }
    if (node.size() > max) {
      throw LinkFormatException.at(place, node.size() + " elements, at most " + max);
    }
  }

  private static byte[] fixed(JsonNode node, int length, String place) throws LinkFormatException {
    if (!node.isString()) {
      throw LinkFormatException.at(place, "not a string");
    }
    String text = node.stringValue();
    if (!text.startsWith("0x")) {
      throw LinkFormatException.at(place, "hex string without 0x prefix");
    }
    if (text.length() != 2 + 2 * length) {
      throw LinkFormatException.at(
          place, "hex string of " + (text.length() - 2) + " digits, want " + 2 * length);
    }
    try {
      return Hex.decode(text);
    } catch (IllegalArgumentException e) {
      throw LinkFormatException.at(place, "not hexadecimal");
    }
  }
}
