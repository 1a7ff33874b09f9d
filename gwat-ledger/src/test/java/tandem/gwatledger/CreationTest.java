package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.gwatledger.Drafting.Declined;
import tandem.gwatledger.Drafting.Draft;
import tandem.gwatledger.Drafting.Reason;
import tandem.gwatledger.Drafting.Sealing;
import tandem.gwattypes.Block;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.store.Store.Durability;
import tandem.store.StoreException;

/// New blocks (ledger-rules.md 6).
class CreationTest {
  private final TestNet net = new TestNet();
  private final TestStore store = new TestStore();
  private final Transaction pay = TestNet.transfer(0, 0, TestNet.address(1), 7);

  @Test
  void makesABlockThatEveryOtherNodeTakes() {
    Ledger ledger = net.open(store);
    Ledger other = net.open(new TestStore());
    allMayCreate(ledger, other);
    List<Address> creators = creators();
    Random random = new Random(11);
    List<Transaction> sent = new ArrayList<>();
    for (int slot = 1; slot <= 30; slot++) {
      int creator = random.nextInt(creators.size());
      Draft draft = (Draft) ledger.draft(slot, creators.get(creator));
      assertThat(draft.pending())
          .hasSize((int) (slot - 1 - ledger.reads().lastFinalized().number()));
      Transaction transaction = TestNet.transfer(0, sent.size(), TestNet.address(1), 7);
      sent.add(transaction);
      Block block = seal(ledger, draft, creator, transaction);
      assertThat(other.insert(block, Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
      assertThat(block.header().coinbase()).isEqualTo(creators.get(creator));
      if (slot % 5 == 0) {
        Coordination told = new Coordination(slot, block.header().parentHashes().getFirst(), null);
        for (Ledger each : List.of(ledger, other)) {
          List<Hash32> spines = each.candidates(slot);
          FinalisationTest.assertApplied("slot " + slot, each.finalizeSpines(spines, told));
        }
        assertThat(ledger.reads().lastFinalized()).isEqualTo(other.reads().lastFinalized());
      }
    }
    assertThat(ledger.reads().account(TestNet.address(0)).nonce()).isEqualTo(30);
    assertThat(ledger.reads().lastFinalized().number()).isEqualTo(30);
  }

  @Test
  void anchorsAtTheJustifiedSpine() {
    Ledger ledger = net.open(store);
    allMayCreate(ledger);
    Block a = seal(ledger, (Draft) ledger.draft(1, TestNet.address(0)), 0, pay);
    assertThat(a.header().lfNumber()).isZero();
    assertThat(a.header().lfHash()).isEqualTo(ledger.reads().genesis().finalisedHash());
    ledger.finalizeSpines(List.of(a.hash()), new Coordination(2, a.hash(), null));
    Draft draft = (Draft) net.open(store.copy()).draft(3, TestNet.address(0));
    assertThat(draft.anchorNumber()).isEqualTo(1);
    assertThat(draft.anchorHash()).isEqualTo(ledger.reads().lastFinalized().finalisedHash());
  }

  /// W-C4: the slot is safe on disk with the block, before anybody can have the block.
  @Test
  void neverMakesTwoBlocksForOneCreatorAndSlotWhateverCrashes() {
    Ledger ledger = net.open(store);
    allMayCreate(ledger);
    Draft draft = (Draft) ledger.draft(1, TestNet.address(0));
    store.failFrom(store.writes().size());
    assertThatThrownBy(() -> ledger.seal(draft, List.of(pay), time(1), TestNet.SIGNERS.get(0)))
        .isInstanceOf(StoreException.class);
    store.failFrom(Integer.MAX_VALUE);
    assertThat(ledger.tips()).containsExactly(net.genesisHash());

    List<TestStore> copies = store.keepCopies();
    Block block = seal(ledger, draft, 0, pay);
    assertThat(store.writes().getLast()).isEqualTo(Durability.SYNCED);
    assertThat(copies).hasSize(2);
    Ledger before = net.open(copies.get(0));
    assertThat(before.reads().isKnown(block.hash())).isFalse();
    assertThat(before.draft(1, TestNet.address(0))).isInstanceOf(Draft.class);
    Ledger after = net.open(copies.get(1));
    assertThat(after.reads().isKnown(block.hash())).isTrue();
    for (Ledger each : List.of(ledger, after)) {
      assertThat(each.draft(1, TestNet.address(0)))
          .isInstanceOfSatisfying(
              Declined.class, d -> assertThat(d.reason()).isEqualTo(Reason.SLOT_TAKEN));
      assertThat(each.seal(draft, List.of(pay), time(1), TestNet.SIGNERS.get(0)))
          .isInstanceOfSatisfying(
              Sealing.NotSealed.class, n -> assertThat(n.reason()).isEqualTo(Reason.SLOT_TAKEN));
    }
  }

  @Test
  void declinesForOthersInPassedSlotsAndWithoutTransactions() {
    Ledger ledger = net.open(store);
    assertDeclined(ledger.draft(0, TestNet.address(0)), Reason.SLOT_PASSED);
    ledger.setCreators(1, List.of(TestNet.address(1)));
    assertDeclined(ledger.draft(1, TestNet.address(0)), Reason.NOT_A_CREATOR);
    Draft draft = (Draft) ledger.draft(1, TestNet.address(1));
    assertThat(ledger.seal(draft, List.of(), time(1), TestNet.SIGNERS.get(1)))
        .isInstanceOfSatisfying(
            Sealing.NotSealed.class, n -> assertThat(n.reason()).isEqualTo(Reason.EMPTY));
    assertThatThrownBy(() -> ledger.seal(draft, List.of(pay), time(1), TestNet.SIGNERS.get(0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ledger.seal(draft, List.of(pay), time(2), TestNet.SIGNERS.get(1)))
        .isInstanceOfSatisfying(
            Sealing.NotSealed.class, n -> assertThat(n.reason()).isEqualTo(Reason.INVALID));
  }

  /// W-D8: only slots up to the new block's count, so blocks of the future stop nobody.
  @Test
  void stopsWhileMoreThanEightSlotsWaitToBeFinalised() {
    Hash32 at = net.genesisHash();
    for (int slot = 1; slot <= 9; slot++) {
      at = net.block(0, slot, List.of(at)).hash();
    }
    Block future = net.block(0, 50, List.of(at));
    Ledger ledger = net.openWithCreators(store);
    net.blocks.values().forEach(block -> ledger.insert(block, Source.REQUESTED));
    assertThat(ledger.reads().isKnown(future.hash())).isTrue();
    assertDeclined(ledger.draft(10, TestNet.address(1)), Reason.TOO_MANY_SLOTS);
    ledger.finalizeSpines(List.of(net.slow.mainChain(at).get(1).hash()), FinalisationTest.SLOT_1);
    assertThat(ledger.draft(10, TestNet.address(1)))
        .isInstanceOfSatisfying(
            Draft.class,
            draft -> assertThat(draft.parents()).isEqualTo(future.header().parentHashes()));
  }

  private static void assertDeclined(Drafting drafting, Reason reason) {
    assertThat(drafting)
        .isInstanceOfSatisfying(Declined.class, d -> assertThat(d.reason()).isEqualTo(reason));
  }

  private Block seal(Ledger ledger, Draft draft, int creator, Transaction... transactions) {
    Sealing sealing =
        ledger.seal(draft, List.of(transactions), time(draft.slot()), TestNet.SIGNERS.get(creator));
    assertThat(sealing).isInstanceOf(Sealing.Sealed.class);
    return ((Sealing.Sealed) sealing).block();
  }

  private long time(long slot) {
    return net.config().slotStartS(slot) + 1;
  }

  private static void allMayCreate(Ledger... ledgers) {
    for (Ledger ledger : ledgers) {
      for (long slot = 1; slot < 100; slot++) {
        ledger.setCreators(slot, creators());
      }
    }
  }

  private static List<Address> creators() {
    return TestNet.SIGNERS.stream().map(BlockSigner::address).toList();
  }
}
