package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import tandem.crypto.BlsSignature;

class AggregatorsTest {
  /// The first eight bytes of the hash, little-endian, are a multiple of a sixteenth of the
  /// members.
  @Test
  void oneOfSixteenMembersAggregates() throws Exception {
    int drawn = 0;
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = new byte[BlsSignature.LENGTH];
      bytes[0] = (byte) i;
      bytes[1] = (byte) (i >> 8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      byte[] bigEndian = new byte[8];
      for (int j = 0; j < 8; j++) {
        bigEndian[j] = hash[7 - j];
      }
      boolean expected = new BigInteger(1, bigEndian).mod(BigInteger.valueOf(8)).signum() == 0;
      BlsSignature proof = BlsSignature.of(bytes);
      assertThat(Aggregators.isAggregator(128, proof)).isEqualTo(expected);
      assertThat(Aggregators.isAggregator(143, proof)).isEqualTo(expected);
      // 512 members, 4 subcommittees, 16 aggregators each.
      assertThat(Aggregators.isSyncAggregator(BeaconConfig.mainnet(), proof)).isEqualTo(expected);
      drawn += expected ? 1 : 0;
    }
    assertThat(drawn).isBetween(80, 170);
  }

  @Test
  void inASmallCommitteeEverybodyAggregates() {
    for (int i = 0; i < 100; i++) {
      byte[] bytes = new byte[BlsSignature.LENGTH];
      bytes[0] = (byte) i;
      assertThat(Aggregators.isAggregator(31, BlsSignature.of(bytes))).isTrue();
      assertThat(Aggregators.isAggregator(1, BlsSignature.of(bytes))).isTrue();
      assertThat(Aggregators.isSyncAggregator(BeaconConfig.minimal(), BlsSignature.of(bytes)))
          .isTrue();
    }
  }
}
