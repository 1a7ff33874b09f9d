package tandem.gwatledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tandem.gwattypes.Header;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// Seeded networks: DAGs of many shapes with transfers, some of which cannot be applied where the
/// order puts them.
final class RandomNet {
  private final Random random;
  private final TestNet net = new TestNet();
  private final List<Hash32> all = new ArrayList<>();
  private final long[] nonces = new long[TestNet.KEYS];

  private RandomNet(long seed) {
    random = new Random(seed);
  }

  static TestNet of(long seed, int size) {
    RandomNet random = new RandomNet(seed);
    random.build(size);
    return random.net;
  }

  private void build(int size) {
    all.add(net.genesisHash());
    int reach = 2 + random.nextInt(6);
    int gap = 1 + random.nextInt(random.nextInt(4) == 0 ? 30 : 3);
    long slot = 1;
    Set<Integer> used = new HashSet<>();
    while (all.size() < size) {
      int creator = random.nextInt(TestNet.KEYS);
      List<Hash32> parents = parents(slot, reach);
      if (!parents.isEmpty() && !used.contains(creator) && keepsWindow(slot, parents)) {
        used.add(creator);
        all.add(net.add(creator, slot, parents, anchor(parents), transactions()).hash());
      }
      if (random.nextInt(3) == 0) {
        slot += 1 + random.nextInt(gap);
        used.clear();
      }
    }
  }

  private List<Hash32> parents(long slot, int reach) {
    List<Hash32> parents = new ArrayList<>();
    int wanted = 1 + random.nextInt(3);
    for (int i = 0; i < wanted * 3 && parents.size() < wanted; i++) {
      Hash32 parent = all.get(Math.max(0, all.size() - 1 - random.nextInt(reach)));
      boolean apart =
          parents.stream()
              .noneMatch(
                  p -> p.equals(parent) || past(p).contains(parent) || past(parent).contains(p));
      if (net.slow.header(parent).slot() < slot && apart) {
        parents.add(parent);
      }
    }
    return parents;
  }

  private Set<Hash32> past(Hash32 hash) {
    return net.slow.past(net.slow.header(hash).parentHashes());
  }

  private boolean keepsWindow(long slot, List<Hash32> parents) {
    return net.slow.mergeSet(parents).stream().allMatch(m -> m.slot() >= slot - 64);
  }

  /// A block of the main chain, mostly some way back.
  private Hash32 anchor(List<Hash32> parents) {
    Header main = net.slow.mainParent(parents.stream().sorted().toList());
    List<Header> chain = net.slow.mainChain(main.hash());
    int back = random.nextInt(8);
    return chain.get(Math.max(0, chain.size() - 1 - back)).hash();
  }

  private List<Transaction> transactions() {
    List<Transaction> transactions = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      int from = random.nextInt(TestNet.KEYS);
      Address to =
          random.nextInt(4) == 0
              ? Address.of(
                  new byte[] {
                    9,
                    9,
                    (byte) random.nextInt(5),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0
                  })
              : TestNet.address(random.nextInt(TestNet.KEYS));
      // Mostly the next nonce; blocks beside one another then hold the same, and one is skipped.
      long nonce = nonces[from] + (random.nextInt(10) == 0 ? 1 : 0);
      if (random.nextInt(3) != 0) {
        nonces[from]++;
      }
      U256 value = U256.of(random.nextInt(6) == 0 ? 0 : random.nextLong(20_000_000_000_000L));
      Bytes data = Bytes.of(new byte[random.nextInt(3) * 10]);
      long gas = 21_000 + 4L * data.length() + random.nextInt(2) * 90_000;
      Transaction transaction = TestNet.transfer(from, nonce, to, value, gas, data);
      if (!transactions.contains(transaction)) {
        transactions.add(transaction);
      }
    }
    return transactions;
  }
}
