package tandem.gwatnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.devp2p.EnodeUrl;
import tandem.gwatcore.GwatMachine;
import tandem.gwatledger.FinalBlock;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.pairprotocol.Stage;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.U256;

@Timeout(180)
class GwatNodeTest {
  private static final Address RECIPIENT = Address.fromHex("0x" + "ab".repeat(20));

  @TempDir private Path directory;
  private TestNetwork network;

  @BeforeEach
  void makeNetwork() throws Exception {
    network = new TestNetwork(directory);
  }

  @Test
  void aLateNodeGetsTheFinalisedChainTheDagAndTheStateOfAnother() throws Exception {
    try (GwatNode a = GwatNode.start(network.creator("a"))) {
      network.headSync(a);
      for (int i = 0; i < 8; i++) {
        network.runSlot(a);
      }
      FinalBlock early = TestNetwork.last(a);
      assertThat(early.number()).isPositive();

      try (GwatNode b = GwatNode.start(network.observer("b", a.enode()))) {
        TestNetwork.await("chain sync", () -> TestNetwork.last(b).number() >= early.number());
        TestNetwork.await("a ready node", () -> TestNetwork.stage(b) == Stage.HEAD_SYNC_READY);
        network.headSync(b);
        for (int i = 0; i < 3; i++) {
          network.runSlot(a, b);
        }
        FinalBlock atA = TestNetwork.last(a);
        FinalBlock atB = TestNetwork.last(b);
        assertThat(atB).isEqualTo(atA);
        assertThat(atB.number()).isGreaterThan(early.number());
      }
    }
  }

  @Test
  void aTransactionGoesFromNodeToNodeIntoABlockAndIsExecutedByBoth() throws Exception {
    try (GwatNode a = GwatNode.start(network.creator("a"));
        GwatNode b = GwatNode.start(network.observer("b", a.enode()))) {
      network.headSync(a);
      network.headSync(b);
      TestNetwork.await("peers", () -> !TestNetwork.ask(b, GwatMachine::peers).isEmpty());
      Transaction transfer =
          TransactionBody.dynamicFee(
                  TestNetwork.CHAIN_ID,
                  0,
                  U256.of(1_000),
                  U256.of(10_000_000_000L),
                  21_000,
                  RECIPIENT,
                  U256.of(5),
                  Bytes.EMPTY)
              .sign(TestNetwork.SECRET);
      String hash = Rpc.of(b).call("eth_sendRawTransaction", transfer.encoded().toHex());
      assertThat(hash).contains(transfer.hash().toHex());
      TestNetwork.await(
          "the transfer at A",
          () -> TestNetwork.ask(a, machine -> machine.pool().get(transfer.hash()) != null));
      for (int i = 0; i < 6; i++) {
        network.runSlot(a, b);
      }
      for (GwatNode node : new GwatNode[] {a, b}) {
        U256 balance =
            TestNetwork.ask(node, machine -> machine.reads().account(RECIPIENT).balance());
        assertThat(balance).isEqualTo(U256.of(5));
      }
      assertThat(TestNetwork.last(b)).isEqualTo(TestNetwork.last(a));
    }
  }

  @Test
  void aRestartedNodeHasWhatItHad() throws Exception {
    try (GwatNode b = GwatNode.start(network.observer("b"))) {
      GwatNodeConfig config = network.creator("a", b.enode());
      FinalBlock before;
      EnodeUrl enode;
      try (GwatNode a = GwatNode.start(config)) {
        network.headSync(a);
        for (int i = 0; i < 5; i++) {
          network.runSlot(a);
        }
        before = TestNetwork.last(a);
        enode = a.enode();
      }
      assertThat(before.number()).isPositive();
      try (GwatNode again = GwatNode.start(config)) {
        assertThat(TestNetwork.last(again)).isEqualTo(before);
        assertThat(again.enode().id()).isEqualTo(enode.id());
        network.headSync(again);
        network.runSlot(again);
      }
    }
  }
}
