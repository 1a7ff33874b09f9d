package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSignature;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.ssz.Bits;
import tandem.ssz.Ssz;
import tools.jackson.databind.JsonNode;

/// Containers against their standard JSON, field by field, by the names of their accessors.
final class JsonValues {
  private JsonValues() {}

  static void assertEqual(String path, Object value, JsonNode json) throws Exception {
    switch (value) {
      case Long number ->
          assertThat(Long.toUnsignedString(number)).as(path).isEqualTo(json.asString());
      case Boolean flag -> assertThat(flag).as(path).isEqualTo(json.asBoolean());
      case Hash32 hash -> assertThat(hash.toHex()).as(path).isEqualTo(json.asString());
      case Bytes bytes -> assertThat(bytes.toHex()).as(path).isEqualTo(json.asString());
      case BlsPublicKey key -> assertThat(key.toHex()).as(path).isEqualTo(json.asString());
      case BlsSignature signature ->
          assertThat(signature.toHex()).as(path).isEqualTo(json.asString());
      case Bits bits ->
          // A list ends with a bit of its own; a vector does not.
          assertThat(json.asString())
              .as(path)
              .isIn(
                  Hex.encode(Ssz.bitlist(bits.length()).encode(bits)),
                  bits.length() == 0 ? "" : Hex.encode(Ssz.bitvector(bits.length()).encode(bits)));
      case List<?> list -> {
        assertThat(list).as(path).hasSize(json.size());
        for (int i = 0; i < list.size(); i++) {
          assertEqual(path + "[" + i + "]", list.get(i), json.get(i));
        }
      }
      default -> {
        assertThat(json.isObject()).as(path).isTrue();
        for (String name : json.propertyNames()) {
          Method accessor = accessor(value.getClass(), name);
          assertEqual(path + "." + name, accessor.invoke(value), json.get(name));
        }
      }
    }
  }

  private static Method accessor(Class<?> container, String name) {
    String wanted = name.replace("_", "");
    return Arrays.stream(container.getMethods())
        .filter(each -> each.getParameterCount() == 0 && each.getName().equalsIgnoreCase(wanted))
        .findAny()
        .orElseThrow(() -> new AssertionError("no field " + name + " in " + container));
  }
}
