package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.crypto.Keccak256;
import tandem.gwattypes.Account;
import tandem.gwattypes.Block;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.Receipt.Status;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// ledger-rules.md 5 in small cases that can be counted by hand.
class ExecutionTest {
  private static final U256 GWEI = U256.of(1_000_000_000);
  private final TestNet net = new TestNet();
  private final TestStore store = new TestStore();

  /// Numbers of EIP-1559: no change at the target, an eighth at most, at least 1 upwards.
  @Test
  void movesTheBaseFeeByTheDistanceFromTheTarget() {
    assertThat(BaseFees.next(200, 100, GWEI)).isEqualTo(GWEI);
    assertThat(BaseFees.next(200, 200, GWEI)).isEqualTo(U256.of(1_125_000_000));
    assertThat(BaseFees.next(200, 0, GWEI)).isEqualTo(U256.of(875_000_000));
    assertThat(BaseFees.next(20_000_000, 10_000_001, U256.of(7))).isEqualTo(U256.of(8));
    assertThat(BaseFees.next(20_000_000, 9_999_999, U256.of(7))).isEqualTo(U256.of(7));
    assertThat(BaseFees.next(200, 0, U256.ZERO)).isEqualTo(U256.ZERO);
  }

  @Test
  void burnsTheBaseFeeAndPaysTheTipToTheCreator() {
    Address receiver = Address.fromHex("77".repeat(20));
    Transaction pay = TestNet.transfer(1, 0, receiver, 1234);
    Block a = net.block(0, 1, List.of(net.genesisHash()), pay);
    Ledger ledger = finalised(a);
    U256 baseFee = ledger.reads().header(a.hash()).state().baseFee();
    // Genesis used no gas: an eighth less than its base fee.
    assertThat(baseFee).isEqualTo(U256.of(875_000_000));
    U256 gas = U256.of(21_000);
    U256 start = U256.of(1_000_000_000_000_000_000L);
    Account sender = ledger.reads().account(TestNet.address(1));
    assertThat(sender.nonce()).isEqualTo(1);
    assertThat(sender.balance())
        .isEqualTo(
            start
                .multiply(U256.of(2))
                .subtract(U256.of(1234))
                .subtract(gas.multiply(baseFee.add(GWEI))));
    assertThat(ledger.reads().account(receiver).balance()).isEqualTo(U256.of(1234));
    assertThat(ledger.reads().account(TestNet.address(0)).balance())
        .isEqualTo(start.add(gas.multiply(GWEI)));
    assertThat(ledger.reads().account(receiver, ledger.reads().genesis()).balance().isZero())
        .isTrue();
  }

  @Test
  void skipsWhatIsInvalidAtItsPlaceAndAppliesTheRest() {
    Address to = TestNet.address(0);
    Block a =
        net.block(
            0,
            1,
            List.of(net.genesisHash()),
            TestNet.transfer(1, 1, to, 1), // nonce too high
            TestNet.transfer(1, 0, to, 1),
            TestNet.transfer(1, 1, to, U256.MAX, 21_000, Bytes.EMPTY), // more than it has
            TestNet.transfer(1, 1, to, U256.ONE, 190_000, Bytes.EMPTY), // gas pool
            TestNet.transfer(1, 1, to, U256.ONE, 179_000, Bytes.EMPTY));
    Ledger ledger = finalised(a);
    List<Receipt> receipts = ledger.reads().receipts(a.hash());
    assertThat(receipts)
        .extracting(Receipt::status)
        .containsExactly(
            Status.SKIPPED, Status.SUCCEEDED, Status.SKIPPED, Status.SKIPPED, Status.SUCCEEDED);
    assertThat(receipts)
        .extracting(Receipt::cumulativeGasUsed)
        .containsExactly(0L, 21_000L, 21_000L, 21_000L, 42_000L);
    assertThat(ledger.reads().header(a.hash()).state().gasUsed()).isEqualTo(42_000);
    Invariants.sameAsSlow("skipped", ledger, net);
  }

  @Test
  void createsNoAccountByAPaymentOfNothing() {
    Address empty = Address.fromHex("66".repeat(20));
    Block a = net.block(0, 1, List.of(net.genesisHash()), TestNet.transfer(1, 0, empty, 0));
    Ledger ledger = finalised(a);
    assertThat(ledger.reads().account(empty)).isEqualTo(Account.EMPTY);
    Invariants.sameAsSlow("empty", ledger, net);
  }

  @Test
  void givesTheExecutorTheContextOfTheRules() {
    Block a = net.block(0, 1, List.of(net.genesisHash()));
    Block b = net.block(1, 1, List.of(net.genesisHash()));
    Block c = net.block(2, 5, List.of(a.hash(), b.hash()));
    List<BlockContext> seen = new ArrayList<>();
    List<Hash32> before = new ArrayList<>();
    TransferExecutor transfers = new TransferExecutor();
    BlockExecutor recording =
        new BlockExecutor() {
          @Override
          public String unsupported(Transaction transaction) {
            return transfers.unsupported(transaction);
          }

          @Override
          public boolean runsCode() {
            return false;
          }

          @Override
          public List<Receipt> execute(
              BlockContext context, List<Signed> transactions, WorldState state) {
            seen.add(context);
            before.add(context.blockHash().apply(context.number() - 1));
            return transfers.execute(context, transactions, state);
          }
        };
    Ledger ledger =
        Ledger.open(
            store, net.genesis, net.config(), new LedgerPorts(recording, TestNet.ports().seals()));
    net.creators.forEach(ledger::setCreators);
    net.blocks.values().forEach(block -> ledger.insert(block, Source.REQUESTED));
    ledger.finalizeSpines(List.of(c.hash()), FinalisationTest.SLOT_1);

    assertThat(seen).extracting(BlockContext::number).containsExactly(1L, 2L, 3L);
    long slot1 = net.config().slotStartS(1);
    long slot5 = net.config().slotStartS(5);
    // The merged block has the time of the block that merges it.
    assertThat(seen).extracting(BlockContext::timeS).containsExactly(slot1, slot5, slot5);
    assertThat(seen).extracting(BlockContext::chainId).containsOnly(TestNet.CHAIN_ID);
    assertThat(before)
        .containsExactly(net.genesisHash(), ledger.reads().hashOf(1), ledger.reads().hashOf(2));
    byte[] input = new byte[40];
    System.arraycopy(c.hash().unsafeArray(), 0, input, 0, 32);
    input[39] = 2;
    assertThat(seen.get(1).prevRandao()).isEqualTo(Keccak256.hash(input));
  }

  private Ledger finalised(Block spine) {
    Ledger ledger = net.openWithCreators(store);
    net.blocks.values().forEach(block -> ledger.insert(block, Source.REQUESTED));
    FinalisationTest.assertApplied(
        "spine", ledger.finalizeSpines(List.of(spine.hash()), FinalisationTest.SLOT_1));
    return ledger;
  }
}
