package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.store.StoreException;

/// gwat-dag.md 1.5.
class DagRecordTest {
  private static final String BLOCK_C =
      "6b580ac51bdbbbd4c237418fd1e4df3c1e23e1ba28e536e6efd61a35876ae72d"
          + "0000000000000003"
          + "0000000000000002"
          + "7307a973095e8ee97ae23685e170eacace95bbfd779ebd51e8e74969148a5326"
          + "0000000000000000"
          + "00000002"
          + "2ac9991dd87965adbe33f23eef03bee945c5ecb51ceb58d90a435d4a53191848"
          + "0a1e9f3e83e91667468e53bf11190c044df0b8110b1d2aaf515d38a718dfc11d";

  @Test
  void writesAndReadsTheExampleOfTheDocument() {
    DagRecord record = DagRecord.decode(Bytes.fromHex(BLOCK_C).toArray());
    assertThat(record.height()).isEqualTo(3);
    assertThat(record.slot()).isEqualTo(2);
    assertThat(record.anchorHeight()).isZero();
    assertThat(record.chain())
        .containsExactly(
            Hash32.fromHex("2ac9991dd87965adbe33f23eef03bee945c5ecb51ceb58d90a435d4a53191848"),
            Hash32.fromHex("0a1e9f3e83e91667468e53bf11190c044df0b8110b1d2aaf515d38a718dfc11d"));
    assertThat(record.encode()).hasSize(156).isEqualTo(Bytes.fromHex(BLOCK_C).toArray());
  }

  /// gwat-data.md 12.4.
  @Test
  void writesTheExecutedExample() {
    DagRecord record = new DagRecord(number(1), 2, 3, number(4), 5, List.of(number(6)));
    assertThat(Bytes.of(record.encode()).toHex())
        .isEqualTo(
            "0x"
                + "00".repeat(31)
                + "01"
                + "0000000000000002"
                + "0000000000000003"
                + "00".repeat(31)
                + "04"
                + "0000000000000005"
                + "00000001"
                + "00".repeat(31)
                + "06");
  }

  /// W-P7.
  @Test
  void refusesATruncatedOrLongerRecord() {
    byte[] whole = Bytes.fromHex(BLOCK_C).toArray();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertDamaged(part);
    }
    assertDamaged(Arrays.copyOf(whole, whole.length + 1));
    assertDamaged(Arrays.copyOf(whole, whole.length + 32));
    byte[] negative = whole.clone();
    negative[88] = (byte) 0xff;
    assertDamaged(negative);
  }

  private static void assertDamaged(byte[] bytes) {
    assertThatThrownBy(() -> DagRecord.decode(bytes))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED));
  }

  private static Hash32 number(int value) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) value;
    return Hash32.wrap(bytes);
  }
}
