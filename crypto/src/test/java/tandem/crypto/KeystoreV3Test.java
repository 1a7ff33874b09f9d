package tandem.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.primitives.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KeystoreV3Test {
  private static final Bytes SECRET =
      Bytes.fromHex("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291");
  private static final Bytes SALT = Bytes.fromHex("ab".repeat(32));
  private static final Bytes IV = Bytes.fromHex("cd".repeat(16));
  private static final UUID ID = new UUID(1, 2);

  @Test
  void officialFilesOpenWithTheirPasswords() throws Exception {
    Path zip = Path.of(System.getProperty("tandem.vectors", ""), "ethereum-primitive-tests.zip");
    assumeThat(Files.isRegularFile(zip)).as("no vectors at " + zip).isTrue();
    JsonMapper mapper = new JsonMapper();
    int run = 0;
    try (ZipFile file = new ZipFile(zip.toFile())) {
      byte[] bytes =
          file.getInputStream(file.getEntry("KeyStoreTests/basic_tests.json")).readAllBytes();
      for (Map.Entry<String, JsonNode> test : mapper.readTree(bytes).properties()) {
        byte[] json = mapper.writeValueAsBytes(test.getValue().get("json"));
        String password = test.getValue().get("password").stringValue();
        assertThat(KeystoreV3.decrypt(json, password))
            .as(test.getKey())
            .isEqualTo(Bytes.fromHex(test.getValue().get("priv").stringValue()));
        run++;
      }
    }
    assertThat(run).isEqualTo(5);
  }

  @Test
  void whatIsEncryptedComesBackWithItsPasswordOnly() {
    for (KeystoreV3Kdf kdf :
        new KeystoreV3Kdf[] {KeystoreV3Kdf.LIGHT, new KeystoreV3Kdf.Pbkdf2(1000)}) {
      byte[] file = KeystoreV3.encrypt(SECRET, "пароль 1", kdf, SALT, IV, ID);
      assertThat(KeystoreV3.decrypt(file, "пароль 1")).isEqualTo(SECRET);
      assertThat(new String(file, UTF_8))
          .contains("\"address\":\"71562b71999873db5b286df957af199ec94617f7\"");
      assertThatThrownBy(() -> KeystoreV3.decrypt(file, "пароль 2"))
          .isInstanceOfSatisfying(
              KeystoreException.class, e -> assertThat(e.isWrongPassword()).isTrue())
          .hasMessage("wrong password, or a damaged key file");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":3 | \"version\":1 | its version is 1",
        "\"version\":3 | \"v\":3 | its version is null",
        "aes-128-ctr | aes-128-cbc | \"cipher\"",
        "\"crypto\": | \"c\": | no object \"Crypto\"",
        "\"kdf\":\"pbkdf2\" | \"kdf\":\"md5\" | \"kdf\" is \"md5\"",
        "\"c\":10 | \"c\":0 | c = 0",
        "\"c\":10 | \"c\":100000000 | c = 100000000",
        "\"c\":10 | \"c\":10000000000 | not a small number",
        "\"c\":10 | \"c\":\"10\" | not a small number",
        "hmac-sha256 | hmac-md5 | \"prf\"",
        "\"dklen\":32 | \"dklen\":16 | dklen",
        "cdcdcd | cdcd | \"iv\" has 15 bytes",
        "cdcdcd | cdxdcd | \"iv\" is not hexadecimal",
        "\"mac\":\" | \"mac\":\"00 | \"mac\" has 33 bytes",
        "\"mac\": | \"m\": | no text \"mac\"",
        "\"version\":3} | \"version\":3}} | not JSON",
        "{\"address\" | [\"address\" | not JSON",
        "\"version\":3 | \"version\":3,\"version\":3 | not JSON"
      })
  void aBadFileIsRefusedWithItsReason(String part, String replacement, String why) {
    byte[] good = KeystoreV3.encrypt(SECRET, "p", new KeystoreV3Kdf.Pbkdf2(10), SALT, IV, ID);
    String bad = new String(good, UTF_8).replaceFirst(Pattern.quote(part), replacement);
    assertThatThrownBy(() -> KeystoreV3.decrypt(bad.getBytes(UTF_8), "p"))
        .isInstanceOfSatisfying(
            KeystoreException.class, e -> assertThat(e.isWrongPassword()).isFalse())
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 1, power of two",
    "1, 8, 1, power of two",
    "3, 8, 1, power of two",
    "-2147483648, 8, 1, power of two",
    "1024, 0, 1, r = 0",
    "1024, 8, 0, p = 0",
    "524288, 8, 1, over 256 MiB",
    "2, 8388608, 1, over 256 MiB",
    "1073741824, 1, 1, over 256 MiB",
    "1024, 8, 2147483647, p = 2147483647",
    "262144, 8, 8, too much time"
  })
  void parametersThatAskForTooMuchAreRefused(int n, int r, int p, String why) {
    assertThatThrownBy(() -> new KeystoreV3Kdf.Scrypt(n, r, p))
        .isInstanceOf(KeystoreException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aHugeFileIsNotEvenParsed() {
    assertThatThrownBy(() -> KeystoreV3.decrypt(new byte[KeystoreV3.SIZE_MAX + 1], "p"))
        .isInstanceOf(KeystoreException.class)
        .hasMessageContaining("16385 bytes");
  }

  @Test
  void everyCutOffFileIsRefused() {
    byte[] good = KeystoreV3.encrypt(SECRET, "p", new KeystoreV3Kdf.Pbkdf2(10), SALT, IV, ID);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> KeystoreV3.decrypt(cut, "p")).isInstanceOf(KeystoreException.class);
    }
  }
}
