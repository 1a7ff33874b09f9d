package tandem.devnet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tandem.primitives.Hash32;

/// Whether pairs have the same finalised chain (pair-sync.md S4), as their RPC shows it: number by
/// number the block hash, which covers parents and transactions, the state root and the receipts
/// root.
///
/// @param number the last number that all pairs have finalised
/// @param hash of that block in the first pair
/// @param stateRoot of that block in the first pair
/// @param equal whether all blocks up to it are equal in all pairs
/// @param sentence what was compared, or the first difference with both values
public record Agreement(
    long number, Hash32 hash, Hash32 stateRoot, boolean equal, String sentence) {
  /// Compares chains.
  ///
  /// @param names of the pairs, for the sentence
  /// @param chains of each pair the same numbers, ascending without gap, at least one
  public static Agreement of(List<String> names, List<List<GwatApi.BlockInfo>> chains) {
    List<GwatApi.BlockInfo> first = chains.getFirst();
    GwatApi.BlockInfo last = first.getLast();
    for (int i = 0; i < first.size(); i++) {
      for (int pair = 1; pair < chains.size(); pair++) {
        GwatApi.BlockInfo ours = first.get(i);
        GwatApi.BlockInfo theirs = chains.get(pair).get(i);
        if (!ours.equals(theirs)) {
          String sentence = names.getFirst() + " and " + names.get(pair) + difference(ours, theirs);
          return new Agreement(last.number(), last.hash(), last.stateRoot(), false, sentence);
        }
      }
    }
    long transactions = first.stream().mapToLong(GwatApi.BlockInfo::transactions).sum();
    String sentence =
        chains.size()
            + " pairs agree on hash, state root and receipts root of blocks "
            + first.getFirst().number()
            + " to "
            + last.number()
            + ", with "
            + transactions
            + " transactions";
    return new Agreement(last.number(), last.hash(), last.stateRoot(), true, sentence);
  }

  private static String difference(GwatApi.BlockInfo ours, GwatApi.BlockInfo theirs) {
    String where = " differ in block " + ours.number() + ": ";
    if (ours.number() != theirs.number()) {
      return where + "the other has number " + theirs.number();
    }
    if (!ours.hash().equals(theirs.hash())) {
      return where + "hashes " + ours.hash().toHex() + " and " + theirs.hash().toHex();
    }
    if (!ours.stateRoot().equals(theirs.stateRoot())) {
      return where
          + "state roots "
          + ours.stateRoot().toHex()
          + " and "
          + theirs.stateRoot().toHex();
    }
    return where
        + "receipts roots "
        + ours.receiptsRoot().toHex()
        + " and "
        + theirs.receiptsRoot().toHex();
  }

  /// Asks all pairs, and asks again for a while where they differ: the last blocks of a pair may
  /// still be those of another beacon head, which it gives up for the common one by itself.
  ///
  /// @param from the number from which on they are compared
  /// @param atLeast the number, not below `from`, up to which at least they have to agree
  /// @param tries how often, two seconds apart
  /// @throws Unreachable if a pair does not answer, or does not get as far
  public static Agreement measure(
      List<String> names, List<GwatApi> pairs, long from, long atLeast, int tries, Stop stop)
      throws Unreachable, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == tries || stop.await(Duration.ZERO);
      long common = Long.MAX_VALUE;
      for (GwatApi pair : pairs) {
        common = Math.min(common, pair.latest().number());
      }
      if (common >= atLeast) {
        Agreement agreement = of(names, chains(pairs, from, common));
        if (agreement.equal() || last) {
          return agreement;
        }
      } else if (last) {
        throw new Unreachable(
            "not all pairs have finalised block " + atLeast + ", only block " + common);
      }
      stop.await(Duration.ofSeconds(2));
    }
  }

  private static List<List<GwatApi.BlockInfo>> chains(List<GwatApi> pairs, long from, long common)
      throws Unreachable {
    List<List<GwatApi.BlockInfo>> chains = new ArrayList<>();
    for (GwatApi pair : pairs) {
      chains.add(pair.blocks(from, common + 1));
    }
    return chains;
  }
}
