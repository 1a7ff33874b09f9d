package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.forkchoice.Checkpoint;
import tandem.pairprotocol.ConsensusInfo;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

class BlockEntryTest {
  private final Random random = new Random(11);

  private Hash32 hash() {
    byte[] bytes = new byte[Hash32.LENGTH];
    random.nextBytes(bytes);
    return Hash32.wrap(bytes);
  }

  private List<Address> addresses() {
    List<Address> list = new ArrayList<>();
    for (int count = random.nextInt(6); count > 0; count--) {
      byte[] bytes = new byte[Address.LENGTH];
      random.nextBytes(bytes);
      list.add(Address.of(bytes));
    }
    return list;
  }

  private BlockEntry entry() {
    List<Hash32> finalizing = new ArrayList<>();
    List<List<Address>> skipped = new ArrayList<>();
    for (int count = random.nextInt(5); count > 0; count--) {
      finalizing.add(hash());
      skipped.add(addresses());
    }
    return new BlockEntry(
        random.nextLong(Long.MAX_VALUE),
        hash(),
        hash(),
        new Checkpoint(random.nextLong(), hash()),
        new Checkpoint(random.nextLong(), hash()),
        hash(),
        hash(),
        hash(),
        finalizing,
        addresses(),
        skipped);
  }

  @Test
  void comesBackAsItWas() {
    for (int i = 0; i < 200; i++) {
      BlockEntry entry = entry();
      assertThat(BlockEntry.decode(entry.encode())).isEqualTo(entry);
    }
  }

  @Test
  void isNeverWithoutASpine() {
    for (int i = 0; i < 50; i++) {
      BlockEntry entry = entry();
      ConsensusInfo info = entry.info();
      assertThat(info.finalizing())
          .isEqualTo(
              entry.finalizing().isEmpty() ? List.of(entry.lastSpine()) : entry.finalizing());
    }
  }

  @Test
  void refusesBytesThatAreTooFewOrTooMany() {
    for (int i = 0; i < 50; i++) {
      byte[] bytes = entry().encode();
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      assertThatThrownBy(() -> BlockEntry.decode(cut)).isInstanceOf(IllegalArgumentException.class);
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> BlockEntry.decode(longer))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
