package tandem.gwatledger;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.gwattypes.Block;
import tandem.gwattypes.Bloom;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.rlp.RlpWriter;

/// ledger-rules.md 1 and 5 word for word, over maps and big integers, executed from genesis every
/// time. Shares no code with the ledger.
final class SlowLedger {
  private static final Comparator<Header> WORSE_FIRST =
      (a, b) -> {
        if (a.height() != b.height()) {
          return Long.compare(a.height(), b.height());
        }
        if (a.parentHashes().size() != b.parentHashes().size()) {
          return Integer.compare(a.parentHashes().size(), b.parentHashes().size());
        }
        return b.hash().compareTo(a.hash());
      };

  final Map<Hash32, Block> blocks = new HashMap<>();
  private final Header genesis;
  private final Map<Address, BigInteger> alloc;
  private final Map<Hash32, Hash32> finalisedHashes = new HashMap<>();

  /// @param genesis with its state fields
  SlowLedger(Header genesis, Map<Address, BigInteger> alloc) {
    this.genesis = genesis;
    this.alloc = new TreeMap<>(alloc);
    blocks.put(genesis.hash(), new Block(genesis, List.of()));
  }

  /// One block of an order, executed.
  record Executed(Header header, List<Receipt> receipts) {}

  /// The order of a block with what execution gives, and the accounts after it.
  record Outcome(List<Executed> order, Map<Address, State> accounts) {}

  record State(long nonce, BigInteger balance) {
    static final State NONE = new State(0, BigInteger.ZERO);
  }

  Header header(Hash32 hash) {
    return blocks.get(hash).header();
  }

  Set<Hash32> past(List<Hash32> parents) {
    Set<Hash32> past = new HashSet<>();
    List<Hash32> work = new ArrayList<>(parents);
    while (!work.isEmpty()) {
      Hash32 hash = work.removeLast();
      if (past.add(hash)) {
        work.addAll(header(hash).parentHashes());
      }
    }
    return past;
  }

  @Nullable Header mainParent(List<Hash32> parents) {
    return parents.stream().map(this::header).max(WORSE_FIRST).orElse(null);
  }

  /// Genesis first, the block last.
  List<Header> mainChain(Hash32 hash) {
    List<Header> chain = new ArrayList<>();
    for (Header at = header(hash); at != null; at = mainParent(at.parentHashes())) {
      chain.addFirst(at);
    }
    return chain;
  }

  /// Blocks that a block with these parents merges, in their order.
  List<Header> mergeSet(List<Hash32> parents) {
    Set<Hash32> set = past(parents);
    Header main = mainParent(parents);
    if (main != null) {
      set.removeAll(past(main.parentHashes()));
      set.remove(main.hash());
    }
    return set.stream()
        .map(this::header)
        .sorted(Comparator.comparingLong(Header::slot).thenComparing(WORSE_FIRST.reversed()))
        .toList();
  }

  List<Header> order(Hash32 hash) {
    List<Header> order = new ArrayList<>();
    for (Header main : mainChain(hash)) {
      order.addAll(mergeSet(main.parentHashes()));
      order.add(main);
    }
    return order;
  }

  Header best() {
    return blocks.values().stream().map(Block::header).max(WORSE_FIRST).orElseThrow();
  }

  /// The finalised hash of a block under its own order.
  Hash32 finalisedHash(Hash32 hash) {
    Hash32 known = finalisedHashes.get(hash);
    if (known == null) {
      known = execute(hash).order().getLast().header().finalizedHash();
      finalisedHashes.put(hash, known);
    }
    return known;
  }

  Outcome execute(Hash32 hash) {
    Map<Address, State> accounts = new TreeMap<>();
    alloc.forEach((address, balance) -> accounts.put(address, new State(0, balance)));
    List<Executed> executed = new ArrayList<>();
    executed.add(new Executed(genesis, List.of()));
    for (Header main : mainChain(hash)) {
      if (main.hash().equals(genesis.hash())) {
        continue;
      }
      List<Header> step = new ArrayList<>(mergeSet(main.parentHashes()));
      step.add(main);
      for (Header header : step) {
        executed.add(execute(blocks.get(header.hash()), executed.getLast().header(), accounts));
      }
    }
    return new Outcome(executed, accounts);
  }

  private static Executed execute(Block block, Header before, Map<Address, State> accounts) {
    BigInteger baseFee = baseFee(before);
    List<Receipt> receipts = new ArrayList<>();
    long used = 0;
    for (Transaction transaction : block.transactions()) {
      boolean applied =
          transaction.gasLimit() + used <= block.header().gasLimit()
              && apply(transaction, baseFee, block.header().coinbase(), accounts);
      used += applied ? transaction.intrinsicGas() : 0;
      receipts.add(
          Receipt.of(
              transaction.type(),
              applied ? Receipt.Status.SUCCEEDED : Receipt.Status.SKIPPED,
              used,
              List.of()));
    }
    StateFields state =
        new StateFields(
            U256.of(baseFee),
            before.state().number() + 1,
            root(accounts),
            Receipt.root(receipts),
            used,
            Bloom.EMPTY);
    return new Executed(block.header().withState(state), receipts);
  }

  private static BigInteger baseFee(Header before) {
    BigInteger fee = before.state().baseFee().toBigInteger();
    BigInteger target = BigInteger.valueOf(before.gasLimit() / 2);
    BigInteger used = BigInteger.valueOf(before.state().gasUsed());
    BigInteger change =
        fee.multiply(used.subtract(target).abs()).divide(target).divide(BigInteger.valueOf(8));
    return switch (used.compareTo(target)) {
      case 1 -> fee.add(change.max(BigInteger.ONE));
      case -1 -> fee.subtract(change);
      default -> fee;
    };
  }

  private static boolean apply(
      Transaction transaction, BigInteger baseFee, Address coinbase, Map<Address, State> accounts) {
    Address from = transaction.sender();
    State sender = accounts.getOrDefault(from, State.NONE);
    BigInteger cap = transaction.maxFee().toBigInteger();
    BigInteger value = transaction.value().toBigInteger();
    BigInteger most = cap.multiply(BigInteger.valueOf(transaction.gasLimit())).add(value);
    if (transaction.nonce() != sender.nonce()
        || cap.compareTo(baseFee) < 0
        || most.compareTo(sender.balance()) > 0) {
      return false;
    }
    BigInteger tip = transaction.maxPriorityFee().toBigInteger().min(cap.subtract(baseFee));
    BigInteger gas = BigInteger.valueOf(transaction.intrinsicGas());
    BigInteger cost = gas.multiply(baseFee.add(tip)).add(value);
    accounts.put(from, new State(sender.nonce() + 1, sender.balance().subtract(cost)));
    add(accounts, transaction.to(), value);
    add(accounts, coinbase, gas.multiply(tip));
    return true;
  }

  private static void add(Map<Address, State> accounts, Address to, BigInteger value) {
    State state = accounts.getOrDefault(to, State.NONE);
    accounts.put(to, new State(state.nonce(), state.balance().add(value)));
  }

  static Hash32 root(Map<Address, State> accounts) {
    Map<Hash32, byte[]> entries = new HashMap<>();
    accounts.forEach((address, state) -> {
      if (!state.equals(State.NONE)) {
        RlpWriter out = new RlpWriter();
        int end = out.mark();
        out.hash(Keccak256.hash(new byte[0]));
        out.hash(Keccak256.hash(new byte[] {(byte) 0x80}));
        out.number(state.balance().toByteArray());
        out.number(state.nonce());
        entries.put(Keccak256.hash(address.unsafeArray()), out.list(end).toByteArray());
      }
    });
    return SlowTrie.root(entries);
  }
}
