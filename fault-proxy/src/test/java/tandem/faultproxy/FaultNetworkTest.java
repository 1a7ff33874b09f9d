package tandem.faultproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.faultproxy.FaultNetwork.Way;
import tandem.faultproxy.Wire.Net;

class FaultNetworkTest {
  private static final int PAIRS = 4;

  private final FaultNetwork network = new FaultNetwork(1);

  /// Nobody listens at the targets: only faults are looked at.
  @BeforeEach
  void open() throws IOException {
    for (int from = 0; from < PAIRS; from++) {
      network.open(Wire.link(from), "127.0.0.1", 1);
      for (int to = 0; to < PAIRS; to++) {
        if (from != to) {
          network.open(new Wire(Net.GWAT, from, to), "127.0.0.1", 1);
          network.open(new Wire(Net.COORDINATOR, from, to), "127.0.0.1", 1);
        }
      }
    }
  }

  @AfterEach
  void close() {
    network.close();
  }

  private Fault fault(Net net, int from, int to) {
    return network.proxy(new Wire(net, from, to)).fault();
  }

  @Test
  void partitionsTwoGroupsInOneNetworkAndLeavesTheOther() {
    network.partition(Set.of(Net.GWAT), Set.of(0, 1), Set.of(2, 3), Way.BOTH);
    assertThat(fault(Net.GWAT, 0, 2)).isEqualTo(Fault.silence());
    assertThat(fault(Net.GWAT, 3, 1)).isEqualTo(Fault.silence());
    assertThat(fault(Net.GWAT, 0, 1)).isEqualTo(Fault.NONE);
    assertThat(fault(Net.GWAT, 3, 2)).isEqualTo(Fault.NONE);
    assertThat(fault(Net.COORDINATOR, 0, 2)).isEqualTo(Fault.NONE);
    assertThat(fault(Net.LINK, 0, 0)).isEqualTo(Fault.NONE);
  }

  @Test
  void silencesOneDirectionWhoeverDialed() {
    network.partition(EnumSet.allOf(Net.class), Set.of(0), Set.of(1, 2, 3), Way.LEFT_TO_RIGHT);
    Fate silent = new Fate.Wait();
    assertThat(fault(Net.GWAT, 0, 1).toServer().fate()).isEqualTo(silent);
    assertThat(fault(Net.GWAT, 0, 1).toClient()).isEqualTo(Flow.FREE);
    assertThat(fault(Net.GWAT, 1, 0).toServer()).isEqualTo(Flow.FREE);
    assertThat(fault(Net.GWAT, 1, 0).toClient().fate()).isEqualTo(silent);
    assertThat(fault(Net.COORDINATOR, 1, 0).door()).isEqualTo(new Door.Held());
  }

  @Test
  void isolatesAPairFromAllOthersButNotItsHalvesFromEachOther() {
    network.isolate(EnumSet.allOf(Net.class), 2, Fault.blackHole());
    assertThat(fault(Net.GWAT, 2, 0)).isEqualTo(Fault.blackHole());
    assertThat(fault(Net.COORDINATOR, 1, 2)).isEqualTo(Fault.blackHole());
    assertThat(fault(Net.GWAT, 0, 1)).isEqualTo(Fault.NONE);
    assertThat(fault(Net.LINK, 2, 2)).isEqualTo(Fault.NONE);
  }

  @Test
  void endsAllFaultsAtOnce() {
    network.set(_ -> true, Fault.blackHole());
    network.heal();
    assertThat(fault(Net.GWAT, 2, 0)).isEqualTo(Fault.NONE);
    assertThat(fault(Net.LINK, 2, 2)).isEqualTo(Fault.NONE);
  }
}
