package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.libp2p.Hexes.hex;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtoTest {
  @Test
  void writesFieldsAsProtobufDoes() {
    byte[] message = new ProtoWriter().varint(1, 150).string(2, "testing").done();
    assertThat(hex(message)).isEqualTo("089601" + "120774657374696e67");
  }

  @Test
  void skipsFieldsItDoesNotKnowOfEveryWireType() throws Exception {
    String unknown = "3801" + "39 0102030405060708" + "3a 02 aabb" + "3d 01020304";
    assertThat(secondField(unknown + "12 01 05" + unknown)).isEqualTo("05");
  }

  @Test
  void takesTheLongFormOfANumberAsProtobufDoes() throws Exception {
    assertThat(secondField("12 8100 05")).isEqualTo("05");
    ProtoReader in = new ProtoReader(hex("08 ffffffffffffffffff01"), "message");
    assertThat(in.next()).isTrue();
    assertThat(in.varint()).isEqualTo(-1);
  }

  @Test
  void refusesValuesThatRunOverTheEnd() {
    refuses("12 02 05", "runs over the end");
    refuses("12 ffffffffffffffffff01", "runs over the end");
    refuses("12", "ends within a number");
    refuses("12 80", "ends within a number");
    refuses("09 01020304050607", "ends within a value");
    refuses("0d 010203", "ends within a value");
  }

  @Test
  void refusesFieldsThatDoNotExist() {
    refuses("02 00", "field number 0");
    refuses("8280808010 00", "field number");
    refuses("0b", "wire type 3");
    refuses("0f", "wire type 7");
    refuses("08 ffffffffffffffffffff01", "10 bytes");
  }

  @Test
  void refusesAFieldOfAnotherType() {
    refuses("10 05", "wire type 0 instead of 2");
  }

  @Test
  void neverFailsOtherwiseOnRandomBytes() {
    long seed = 20_000_001;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] message = new byte[random.nextInt(40)];
      random.nextBytes(message);
      try {
        readAll(message);
      } catch (Libp2pException e) {
        assertThat(e).as("seed " + seed).hasMessageContaining("message, field");
      }
    }
  }

  private static List<Integer> readAll(byte[] message) throws Libp2pException {
    List<Integer> fields = new ArrayList<>();
    ProtoReader in = new ProtoReader(message, "message");
    while (in.next()) {
      fields.add(in.field());
      in.skip();
    }
    return fields;
  }

  private static String secondField(String message) throws Libp2pException {
    String value = "";
    ProtoReader in = new ProtoReader(hex(message), "message");
    while (in.next()) {
      switch (in.field()) {
        case 2 -> value = hex(in.bytes());
        default -> in.skip();
      }
    }
    return value;
  }

  private static void refuses(String message, String fault) {
    assertThatThrownBy(() -> secondField(message))
        .isInstanceOf(Libp2pException.class)
        .hasMessageContaining(fault);
  }
}
