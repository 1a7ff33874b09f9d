package tandem.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.crypto.Keccak256;
import tandem.primitives.Hash32;

class AgreementTest {
  private static final List<String> NAMES = List.of("pair 1", "pair 2", "pair 3");

  @Test
  void holdsForEqualChainsAndNamesTheirLastBlock() {
    Agreement agreement = Agreement.of(NAMES, List.of(chain(), chain(), chain()));

    assertThat(agreement.equal()).isTrue();
    assertThat(agreement.number()).isEqualTo(9);
    assertThat(agreement.hash()).isEqualTo(hash("block 9"));
    assertThat(agreement.stateRoot()).isEqualTo(hash("state 9"));
    assertThat(agreement.sentence())
        .isEqualTo(
            "3 pairs agree on hash, state root and receipts root of blocks 0 to 9,"
                + " with 45 transactions");
  }

  @Test
  void findsTheFirstBlockWithAnotherHash() {
    List<GwatApi.BlockInfo> other = chain();
    other.set(4, new GwatApi.BlockInfo(4, hash("x"), hash("state 4"), hash("receipts 4"), 4));
    other.set(6, new GwatApi.BlockInfo(6, hash("x"), hash("x"), hash("x"), 6));

    Agreement agreement = Agreement.of(NAMES, List.of(chain(), chain(), other));

    assertThat(agreement.equal()).isFalse();
    assertThat(agreement.sentence())
        .startsWith("pair 1 and pair 3 differ in block 4: hashes ")
        .contains(hash("block 4").toHex(), hash("x").toHex());
  }

  @Test
  void findsAnotherStateRootUnderEqualHashes() {
    List<GwatApi.BlockInfo> other = chain();
    other.set(9, new GwatApi.BlockInfo(9, hash("block 9"), hash("x"), hash("receipts 9"), 9));

    assertThat(Agreement.of(NAMES, List.of(chain(), other, chain())).sentence())
        .startsWith("pair 1 and pair 2 differ in block 9: state roots ");
  }

  @Test
  void findsAnotherReceiptsRootUnderEqualHashes() {
    List<GwatApi.BlockInfo> other = chain();
    other.set(1, new GwatApi.BlockInfo(1, hash("block 1"), hash("state 1"), hash("x"), 1));

    assertThat(Agreement.of(NAMES, List.of(chain(), other, chain())).sentence())
        .startsWith("pair 1 and pair 2 differ in block 1: receipts roots ");
  }

  private static List<GwatApi.BlockInfo> chain() {
    List<GwatApi.BlockInfo> chain = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      chain.add(
          new GwatApi.BlockInfo(
              i, hash("block " + i), hash("state " + i), hash("receipts " + i), i));
    }
    return chain;
  }

  private static Hash32 hash(String text) {
    return Keccak256.hash(text.getBytes(StandardCharsets.UTF_8));
  }
}
