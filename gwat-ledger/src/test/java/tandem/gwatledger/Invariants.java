package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tandem.gwattypes.Account;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.StateFields;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.trie.Trie;

/// S2, S5 and S6 of pair-sync.md 9, read from the bytes of a store, and S4 against the slow
/// implementation.
final class Invariants {
  private Invariants() {}

  /// @param once blocks that were in the DAG and must not have disappeared
  static void check(String name, TestStore store, Collection<Hash32> once) {
    Records records = new Records(new Staged(store::get));
    Hash32 last = records.requireMarker(Records.LAST);
    long count = store.column(LedgerColumns.NUMBERS).size();
    Set<Hash32> finalised = new HashSet<>();
    for (long number = 0; number < count; number++) {
      FinalBlock block = records.requireFinal(records.requireHashOf(number));
      assertThat(block.number()).as(name).isEqualTo(number);
      assertThat(finalised).as(name).containsAll(block.header().parentHashes());
      assertThat(block.header().finalizedHash()).as(name).isEqualTo(block.finalisedHash());
      assertThat(records.receipts(block.hash())).as(name).isNotNull();
      finalised.add(block.hash());
    }
    FinalBlock spine = records.requireFinal(last);
    assertThat(spine.number()).as(name).isEqualTo(count - 1).isEqualTo(spine.header().height());
    Hash32 root = Records.state(spine).root();
    assertThat(
            root.equals(Trie.EMPTY_ROOT)
                || store.get(LedgerColumns.TRIE, LedgerColumns.key(root)) != null)
        .as(name)
        .isTrue();
    assertThat(hashes(store.column(LedgerColumns.FINALS).keySet())).as(name).isEqualTo(finalised);
    assertThat(hashes(store.column(LedgerColumns.RECEIPTS).keySet())).as(name).isEqualTo(finalised);

    Set<Hash32> unfinalised = hashes(store.column(LedgerColumns.HEADERS).keySet());
    assertThat(unfinalised).as(name).containsAll(finalised).containsAll(once);
    unfinalised.removeAll(finalised);
    assertThat(hashes(store.column(LedgerColumns.DAG).keySet())).as(name).isEqualTo(unfinalised);
    for (Hash32 hash : unfinalised) {
      Block block = records.requireBlock(hash);
      for (Hash32 parent : block.header().parentHashes()) {
        assertThat(finalised.contains(parent) || unfinalised.contains(parent)).as(name).isTrue();
      }
    }
  }

  /// That what is finalised is, byte for byte, what the slow implementation says of the last spine.
  static void sameAsSlow(String name, Ledger ledger, TestNet net) {
    LedgerReads reads = ledger.reads();
    Hash32 spine = reads.lastFinalized().hash();
    SlowLedger.Outcome expected = net.slow.execute(spine);
    List<SlowLedger.Executed> order = expected.order();
    for (int number = 0; number < order.size(); number++) {
      Header header = order.get(number).header();
      assertThat(reads.hashOf(number)).as(name).isEqualTo(header.hash());
      StateFields state = reads.header(header.hash()).state();
      assertThat(state).as(name + ", number " + number).isEqualTo(header.state());
      assertThat(reads.receipts(header.hash())).as(name).isEqualTo(order.get(number).receipts());
    }
    assertThat(reads.hashOf(order.size())).as(name).isNull();
    expected
        .accounts()
        .forEach((Address address, SlowLedger.State state) -> {
          Account account = reads.account(address);
          assertThat(account.nonce()).as(name).isEqualTo(state.nonce());
          assertThat(account.balance().toBigInteger()).as(name).isEqualTo(state.balance());
        });
  }

  private static Set<Hash32> hashes(Collection<Bytes> keys) {
    Set<Hash32> hashes = new HashSet<>();
    keys.forEach(key -> hashes.add(Hash32.of(key.unsafeArray())));
    return hashes;
  }
}
