package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// Two blocks of one coinbase in one slot (ledger-rules.md 2).
class TwinsTest {
  private final TestNet net = new TestNet();
  private final TestStore store = new TestStore();
  private final Block first = net.block(0, 1, List.of(net.genesisHash()));
  private final Block second =
      net.block(0, 1, List.of(net.genesisHash()), TestNet.transfer(1, 0, TestNet.address(2), 1));
  private final Block other = net.block(1, 1, List.of(net.genesisHash()));
  private final Ledger ledger = net.openWithCreators(store);

  @Test
  void takesOnlyTheFirstThatIsPropagatedAndKeepsThePairAsEvidence() {
    ledger.insert(first, Source.PROPAGATED);
    assertThat(ledger.insert(second, Source.PROPAGATED))
        .isEqualTo(new Insertion.Twin(second.hash(), first.hash()));
    assertThat(ledger.reads().block(second.hash())).isNull();
    Address creator = TestNet.address(0);
    for (Ledger each : List.of(ledger, net.open(store.copy()))) {
      assertThat(each.reads().twins(1, creator))
          .extracting(Header::hash)
          .containsExactlyInAnyOrder(first.hash(), second.hash());
    }
    assertThat(ledger.reads().twins(1, TestNet.address(1))).isEmpty();
    Invariants.check("twins", store, List.of(first.hash()));
  }

  @Test
  void takesTheOtherWhenABlockRefersToIt() {
    ledger.insert(first, Source.PROPAGATED);
    Block child = net.block(1, 2, List.of(first.hash(), second.hash()));
    ledger.setCreators(2, net.creators.get(2L));
    assertThat(ledger.insert(child, Source.PROPAGATED))
        .isEqualTo(new Insertion.MissingParents(child.hash(), List.of(second.hash())));
    assertThat(ledger.insert(second, Source.REQUESTED)).isInstanceOf(Insertion.Inserted.class);
    assertThat(ledger.insert(child, Source.PROPAGATED)).isInstanceOf(Insertion.Inserted.class);
    // Twins are no candidates, but finalising their child finalises both.
    assertThat(ledger.candidates(9)).containsExactly(child.hash());
    FinalisationTest.assertApplied(
        "child", ledger.finalizeSpines(List.of(child.hash()), FinalisationTest.SLOT_1));
    Invariants.sameAsSlow("twins", ledger, net);
  }

  @Test
  void buildsOnTheFirstOnly() {
    ledger.insert(second, Source.PROPAGATED);
    ledger.insert(first, Source.REQUESTED);
    ledger.insert(other, Source.PROPAGATED);
    for (Ledger each : List.of(ledger, net.open(store.copy()))) {
      Drafting.Draft draft = (Drafting.Draft) each.draft(2, TestNet.address(1));
      assertThat(draft.parents())
          .containsExactlyInAnyOrder(second.hash(), other.hash())
          .isSortedAccordingTo(Hash32::compareTo);
    }
  }

  @Test
  void provesNothingWhileTheCreatorsAreUnknown() {
    Ledger blind = net.open(new TestStore());
    blind.insert(first, Source.PROPAGATED);
    assertThat(blind.insert(second, Source.PROPAGATED)).isInstanceOf(Insertion.Twin.class);
    assertThat(blind.reads().twins(1, TestNet.address(0))).isEmpty();
  }
}
