package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.crypto.Blst;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// A node keeps a state for each block that is not final, so that states must be small, copies must
/// cost next to nothing, and a root must cost what has changed.
class StateCostTest {
  private static final Hash32 SPINE = Hash32.fromHex("42".repeat(32));

  private final BeaconConfig config = BeaconConfig.ordered(1337, Address.ZERO);
  private final Types types = new Types(config);
  private final BeaconState genesis = genesis();

  private BeaconState genesis() {
    BeaconGenesis maker = new BeaconGenesis(config, types, new Blst());
    List<DepositData> deposits =
        IntStream.range(0, 64)
            .mapToObj(i -> maker.deposit(InteropKeys.secret(i), Hash32.ZERO))
            .toList();
    return maker.state(1_700_000_000, SPINE, deposits);
  }

  @Test
  void aStateOfSixtyFourValidatorsIsSmall() throws Exception {
    genesis.hashTreeRoot();
    assertThat(Footprint.bytes(genesis)).isLessThan(100_000);
  }

  /// Also when the first elements of its vectors are not like the others, as from the first block
  /// on.
  @Test
  void aStateFromTheDiskIsSmallToo() throws Exception {
    genesis.randaoMixes().set(0, Hash32.ZERO);
    genesis.blockRoots().set(0, SPINE);
    BeaconState decoded = types.beaconState().decode(genesis.encode());
    assertThat(decoded.hashTreeRoot()).isEqualTo(genesis.hashTreeRoot());
    assertThat(Footprint.bytes(decoded)).isLessThan(250_000);
  }

  @Test
  void aCopyTakesOnlyWhatItChanges() throws Exception {
    genesis.hashTreeRoot();
    long alone = Footprint.bytes(genesis);
    BeaconState copy = genesis.copy();
    assertThat(Footprint.bytes(genesis, copy) - alone).isLessThan(2_000);
    copy.randaoMixes().set(40_000, Hash32.ZERO);
    copy.balances().set(3, 5);
    copy.hashTreeRoot();
    assertThat(Footprint.bytes(genesis, copy) - alone).isLessThan(6_000);
  }

  /// Nodes that are hashed are allocated: all mixes would be megabytes.
  @Test
  void aRootCostsWhatHasChanged() {
    genesis.randaoMixes().set(40_000, Hash32.ZERO);
    genesis.hashTreeRoot();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    genesis.randaoMixes().set(40_000, SPINE);
    genesis.balances().set(3, 5);
    genesis.hashTreeRoot();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000);
  }
}
