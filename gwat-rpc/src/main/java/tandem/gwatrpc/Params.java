package tandem.gwatrpc;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tandem.jsonrpc.JsonRpcException;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tools.jackson.databind.JsonNode;

/// Parameters by position, read strictly; what is wrong is said in the words of the originals
/// (gwat-net.md 6.6).
final class Params {
  private final @Nullable JsonNode array;

  private Params(@Nullable JsonNode array) {
    this.array = array;
  }

  /// @param max how many the method takes
  static Params of(@Nullable JsonNode params, int max) throws JsonRpcException {
    if (params == null) {
      return new Params(null);
    }
    if (!params.isArray()) {
      throw JsonRpcException.invalidParams("non-array args");
    }
    if (params.size() > max) {
      throw JsonRpcException.invalidParams("too many arguments, want at most " + max);
    }
    return new Params(params);
  }

  /// For a method without parameters.
  static void none(@Nullable JsonNode params) throws JsonRpcException {
    of(params, 0);
  }

  /// Null when it is absent or null.
  @Nullable JsonNode at(int index) {
    JsonNode value = array == null ? null : array.get(index);
    return value == null || value.isNull() ? null : value;
  }

  JsonNode required(int index) throws JsonRpcException {
    JsonNode value = at(index);
    if (value == null) {
      throw JsonRpcException.invalidParams("missing value for required argument " + index);
    }
    return value;
  }

  Hash32 hash(int index) throws JsonRpcException {
    return hash(required(index), place(index));
  }

  Address address(int index) throws JsonRpcException {
    return address(required(index), place(index));
  }

  Bytes bytes(int index) throws JsonRpcException {
    return bytes(required(index), place(index));
  }

  String text(int index) throws JsonRpcException {
    JsonNode value = required(index);
    if (!value.isString()) {
      throw fault(place(index), "not a string");
    }
    return value.stringValue();
  }

  /// A boolean, false when absent.
  boolean flag(int index) throws JsonRpcException {
    JsonNode value = at(index);
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      throw fault(place(index), "not a boolean");
    }
    return value.booleanValue();
  }

  /// A number of at most 63 bits, as a quantity or a JSON number.
  long number(int index) throws JsonRpcException {
    JsonNode value = required(index);
    if (!value.isIntegralNumber()) {
      return quantity(value, place(index));
    }
    BigInteger number = value.bigIntegerValue();
    if (number.signum() < 0 || number.bitLength() > 63) {
      throw fault(place(index), "not a number of 63 bits");
    }
    return number.longValue();
  }

  static String place(int index) {
    return Integer.toString(index);
  }

  static Hash32 hash(JsonNode value, String place) throws JsonRpcException {
    return Hash32.wrap(fixed(value, Hash32.LENGTH, place));
  }

  static Address address(JsonNode value, String place) throws JsonRpcException {
    return Address.wrap(fixed(value, Address.LENGTH, place));
  }

  static Bytes bytes(JsonNode value, String place) throws JsonRpcException {
    return Bytes.wrap(decode(value, place));
  }

  /// A quantity of at most 63 bits.
  static long quantity(JsonNode value, String place) throws JsonRpcException {
    if (!value.isString()) {
      throw fault(place, "not a hex quantity in a string");
    }
    try {
      long quantity = Hex.parseQuantity(value.stringValue());
      if (quantity < 0) {
        throw fault(place, "hex quantity above 63 bits");
      }
      return quantity;
    } catch (IllegalArgumentException e) {
      throw fault(place, String.valueOf(e.getMessage()));
    }
  }

  /// A quantity of at most 256 bits.
  static U256 word(JsonNode value, String place) throws JsonRpcException {
    if (!value.isString()) {
      throw fault(place, "not a hex quantity in a string");
    }
    try {
      return U256.fromQuantity(value.stringValue());
    } catch (IllegalArgumentException e) {
      throw fault(place, "not a hex quantity of 256 bits");
    }
  }

  static JsonRpcException fault(String place, String fault) {
    return JsonRpcException.invalidParams("invalid argument " + place + ": " + fault);
  }

  private static byte[] fixed(JsonNode value, int length, String place) throws JsonRpcException {
    byte[] bytes = decode(value, place);
    if (bytes.length != length) {
      throw fault(
          place, "hex string of %d digits, want %d".formatted(2 * bytes.length, 2 * length));
    }
    return bytes;
  }

  private static byte[] decode(JsonNode value, String place) throws JsonRpcException {
    if (!value.isString()) {
      throw fault(place, "not a string");
    }
    String text = value.stringValue();
    if (!text.startsWith("0x")) {
      throw fault(place, "hex string without 0x prefix");
    }
    try {
      return Hex.decode(text);
    } catch (IllegalArgumentException e) {
      throw fault(place, "not hexadecimal, or an odd number of digits");
    }
  }
}
