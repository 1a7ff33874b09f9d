package tandem.gwattypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.primitives.Hex;
import tandem.rlp.RlpException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// TransactionTests of ethereum/tests, in the folder that `tandem.vectors` names, by the rules of
/// Cancun; by those of London where a test has none of Cancun.
class OfficialTransactionTest {
  private static final long MAINNET = 1;

  /// Valid there; refused here, since no block grants so much.
  private static final Set<String> GAS_ABOVE_63_BITS =
      Set.of(
          "TransactionWithHighGasLimit63",
          "TransactionWithHighGasLimit63Plus1",
          "TransactionWithHighGasLimit64Minus1");

  @Test
  void officialVectorsHold() throws Exception {
    Path zip = Path.of(System.getProperty("tandem.vectors", ""), "ethereum-primitive-tests.zip");
    assumeThat(Files.isRegularFile(zip)).as("no vectors at " + zip).isTrue();
    int valid = 0;
    int invalid = 0;
    int tooMuchGas = 0;
    try (ZipFile file = new ZipFile(zip.toFile())) {
      Enumeration<? extends ZipEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.getName().startsWith("TransactionTests/") || entry.isDirectory()) {
          continue;
        }
        JsonNode tests = new JsonMapper().readTree(file.getInputStream(entry).readAllBytes());
        for (Map.Entry<String, JsonNode> test : tests.properties()) {
          JsonNode results = test.getValue().get("result");
          JsonNode result = results.has("Cancun") ? results.get("Cancun") : results.get("London");
          String text = test.getValue().get("txbytes").stringValue();
          if (result.has("exception")) {
            assertThat(refusal(text)).as(entry.getName() + " " + result).isNotNull();
            invalid++;
          } else if (GAS_ABOVE_63_BITS.contains(test.getKey())) {
            assertThat(refusal(text)).contains("transaction.gas").contains("is above");
            tooMuchGas++;
          } else {
            holds(entry.getName(), text, result);
            valid++;
          }
        }
      }
    }
    assertThat(valid).isEqualTo(47);
    assertThat(tooMuchGas).isEqualTo(3);
    assertThat(invalid).isEqualTo(160);
  }

  private static void holds(String name, String text, JsonNode result) {
    assertThat(refusal(text)).as(name).isNull();
    Transaction transaction = Transaction.decode(Hex.decode(text));
    assertThat(transaction.encoded().toHex()).as(name).isEqualTo(text);
    assertThat(transaction.hash().toHex()).as(name).isEqualTo(result.get("hash").stringValue());
    assertThat(transaction.sender()).as(name).hasToString(result.get("sender").stringValue());
    assertThat(transaction.intrinsicGas())
        .as(name)
        .isEqualTo(Long.decode(result.get("intrinsicGas").stringValue()));
  }

  /// The tests count transactions without replay protection among the valid ones.
  private static @Nullable String refusal(String text) {
    try {
      Transaction transaction = Transaction.decode(Hex.decode(text));
      return transaction.body().chainId() == null
          ? transaction.fault()
          : transaction.fault(MAINNET);
    } catch (RlpException e) {
      return e.getMessage();
    }
  }
}
