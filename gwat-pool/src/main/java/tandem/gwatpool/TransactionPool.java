package tandem.gwatpool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tandem.gwatpool.Admission.Added;
import tandem.gwatpool.Admission.Known;
import tandem.gwatpool.Admission.Reason;
import tandem.gwatpool.Admission.Refused;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// Transactions that wait for a block, and those in blocks that are not finalised yet: a
/// transaction leaves when its nonce is finalised, not when a block takes it, because that block
/// may be skipped over, merged late or unwound (ledger-rules.md 5, 6).
///
/// Of each sender there is one transaction a nonce. A transaction is *pending* if all nonces from
/// the account's up to its own are in the pool, else *queued*. The costs of all transactions of a
/// sender together never exceed its balance.
///
/// When the pool is full, the transaction that pays least among the last ones of their senders
/// leaves, so no sender's sequence gets a hole.
///
/// Not thread-safe. Equal calls in equal order give equal results.
public final class TransactionPool {
  /// The one that pays less comes first; equal ones by hash, so that all nodes agree.
  private static final Comparator<Transaction> CHEAPEST =
      Comparator.comparing(Transaction::maxFee)
          .thenComparing(Transaction::maxPriorityFee)
          .thenComparing(Transaction::hash, Comparator.reverseOrder());

  private final PoolLimits limits;
  private final long chainId;
  private final long gasLimit;
  // Sender → nonce → transaction; no sender without transactions. In the order of addresses, so
  // that
  // whatever walks over senders does so alike on every run.
  private final NavigableMap<Address, NavigableMap<Long, Transaction>> senders = new TreeMap<>();
  private final Map<Hash32, Transaction> byHash = new HashMap<>();
  private long bytes;

  /// @param chainId of the network
  /// @param gasLimit of a block
  public TransactionPool(PoolLimits limits, long chainId, long gasLimit) {
    this.limits = limits;
    this.chainId = chainId;
    this.gasLimit = gasLimit;
  }

  /// Takes in a transaction, from wherever it comes.
  public Admission add(Transaction transaction, AccountReader accounts) {
    if (byHash.containsKey(transaction.hash())) {
      return new Known();
    }
    Refused malformed = malformed(transaction);
    if (malformed != null) {
      return malformed;
    }
    Address sender = transaction.sender();
    if (sender == null) {
      return new Refused(Reason.MALFORMED, "invalid sender");
    }
    Refused unusable = unusable(transaction, sender, accounts);
    if (unusable != null) {
      return unusable;
    }
    Transaction replaced = sequence(sender).get(transaction.nonce());
    if (replaced != null && !paysEnoughMore(transaction, replaced)) {
      return new Refused(Reason.UNDERPRICED, "replacement transaction underpriced");
    }
    Refused noRoom = replaced == null ? makeRoom(transaction, sender) : null;
    if (noRoom != null) {
      return noRoom;
    }
    if (replaced != null) {
      drop(sender, replaced);
    }
    senders.computeIfAbsent(sender, key -> new TreeMap<>()).put(transaction.nonce(), transaction);
    byHash.put(transaction.hash(), transaction);
    bytes += transaction.encoded().length();
    return new Added(replaced);
  }

  /// Brings the pool in line with a newer, or after unwinding an older, finalised state: what is
  /// finalised leaves, and so does what its sender can no longer pay.
  ///
  /// @param touched senders whose account may have changed
  public void refresh(Collection<Address> touched, AccountReader accounts) {
    for (Address sender : touched) {
      long nonce = accounts.nonce(sender);
      U256 left = accounts.balance(sender);
      for (Transaction transaction : List.copyOf(sequence(sender).values())) {
        U256 cost = cost(transaction);
        if (transaction.nonce() < nonce || cost == null || cost.compareTo(left) > 0) {
          drop(sender, transaction);
        } else {
          left = left.subtract(cost);
        }
      }
    }
  }

  /// Removes one transaction, whatever comes after it.
  public void remove(Hash32 hash) {
    Transaction transaction = byHash.get(hash);
    Address sender = transaction == null ? null : transaction.sender();
    if (transaction != null && sender != null) {
      drop(sender, transaction);
    }
  }

  /// Transactions for a block, best tip first, each sender's in the order of nonces without gap.
  ///
  /// @param senders whose transactions this creator may take (its partition, ledger-rules.md 6)
  /// @param nextNonce the nonce from which a sender's transactions are wanted: of the finalised
  ///   state plus what the new block's unfinalised ancestors contain
  /// @param baseFee transactions that do not pay it are left out, with what follows them
  /// @param gasMax intrinsic gas of all together
  /// @param bytesMax their bytes in all
  public List<Transaction> select(
      Predicate<Address> senders,
      ToLongFunction<Address> nextNonce,
      U256 baseFee,
      long gasMax,
      long bytesMax) {
    record Head(Address sender, Transaction transaction, U256 tip) {}
    PriorityQueue<Head> heads =
        new PriorityQueue<>(
            Comparator.comparing(Head::tip, Comparator.reverseOrder())
                .thenComparing(head -> head.transaction().hash()));
    this.senders.forEach((sender, sequence) -> {
      if (senders.test(sender)) {
        Transaction first = sequence.get(nextNonce.applyAsLong(sender));
        U256 tip = first == null ? null : first.effectiveTip(baseFee);
        if (first != null && tip != null) {
          heads.add(new Head(sender, first, tip));
        }
      }
    });
    List<Transaction> chosen = new ArrayList<>();
    long gasLeft = gasMax;
    long bytesLeft = bytesMax;
    while (!heads.isEmpty()) {
      Head head = heads.remove();
      Transaction transaction = head.transaction();
      // Room is for gas that may be used, not only for the intrinsic part, or execution would skip
      // it.
      if (transaction.gasLimit() > gasLeft || transaction.encoded().length() > bytesLeft) {
        continue;
      }
      chosen.add(transaction);
      gasLeft -= transaction.gasLimit();
      bytesLeft -= transaction.encoded().length();
      Transaction next = sequence(head.sender()).get(transaction.nonce() + 1);
      U256 tip = next == null ? null : next.effectiveTip(baseFee);
      if (next != null && tip != null) {
        heads.add(new Head(head.sender(), next, tip));
      }
    }
    return chosen;
  }

  /// The transaction with this hash, or null.
  public @Nullable Transaction get(Hash32 hash) {
    return byHash.get(hash);
  }

  /// The nonce that a new transaction of `sender` needs: after the last pending one.
  public long nextNonce(Address sender, AccountReader accounts) {
    long nonce = accounts.nonce(sender);
    NavigableMap<Long, Transaction> sequence = sequence(sender);
    while (sequence.containsKey(nonce)) {
      nonce++;
    }
    return nonce;
  }

  /// All transactions, by sender and nonce.
  public List<Transaction> all() {
    List<Transaction> all = new ArrayList<>(byHash.size());
    senders.values().forEach(sequence -> all.addAll(sequence.values()));
    return all;
  }

  public int size() {
    return byHash.size();
  }

  public long sizeBytes() {
    return bytes;
  }

  private @Nullable Refused malformed(Transaction transaction) {
    if (transaction.encoded().length() > limits.transactionBytesMax()) {
      return new Refused(Reason.MALFORMED, "oversized data");
    }
    String fault = transaction.fault(chainId);
    if (fault != null) {
      return new Refused(Reason.MALFORMED, fault);
    }
    if (Long.compareUnsigned(transaction.gasLimit(), gasLimit) > 0) {
      return new Refused(Reason.MALFORMED, "exceeds block gas limit");
    }
    return null;
  }

  private @Nullable Refused unusable(
      Transaction transaction, Address sender, AccountReader accounts) {
    long nonce = accounts.nonce(sender);
    String given = Long.toUnsignedString(transaction.nonce());
    if (Long.compareUnsigned(transaction.nonce(), nonce) < 0) {
      return new Refused(
          Reason.NONCE_TOO_LOW, "nonce too low: next nonce " + nonce + ", tx nonce " + given);
    }
    if (Long.compareUnsigned(transaction.nonce() - nonce, limits.nonceGapMax()) > 0) {
      return new Refused(
          Reason.NONCE_TOO_HIGH, "nonce too high: next nonce " + nonce + ", tx nonce " + given);
    }
    Address to = transaction.to();
    if (to == null || accounts.hasCode(to)) {
      return new Refused(
          Reason.MALFORMED,
          "this node does not execute contracts yet: only transfers to accounts without code");
    }
    NavigableMap<Long, Transaction> sequence = sequence(sender);
    if (!sequence.containsKey(transaction.nonce()) && sequence.size() >= limits.perAccountMax()) {
      return new Refused(
          Reason.ACCOUNT_LIMIT,
          "txpool holds %d transactions of this account already".formatted(sequence.size()));
    }
    U256 left = accounts.balance(sender);
    for (Transaction other : sequence.values()) {
      U256 cost = other.nonce() == transaction.nonce() ? U256.ZERO : cost(other);
      left = cost == null || cost.compareTo(left) > 0 ? U256.ZERO : left.subtract(cost);
    }
    U256 cost = cost(transaction);
    if (cost == null || cost.compareTo(left) > 0) {
      return new Refused(Reason.INSUFFICIENT_FUNDS, "insufficient funds for gas * price + value");
    }
    return null;
  }

  /// Drives out cheaper transactions until `transaction` fits.
  private @Nullable Refused makeRoom(Transaction transaction, Address sender) {
    while (byHash.size() >= limits.transactionsMax()
        || bytes + transaction.encoded().length() > limits.bytesMax()) {
      Transaction cheapest = null;
      for (NavigableMap<Long, Transaction> sequence : senders.values()) {
        Transaction last = sequence.lastEntry().getValue();
        if (cheapest == null || CHEAPEST.compare(last, cheapest) < 0) {
          cheapest = last;
        }
      }
      Address loser = cheapest == null ? null : cheapest.sender();
      if (cheapest == null
          || loser == null
          || loser.equals(sender)
          || CHEAPEST.compare(cheapest, transaction) >= 0) {
        return new Refused(Reason.UNDERPRICED, "transaction underpriced: txpool is full");
      }
      drop(loser, cheapest);
    }
    return null;
  }

  private boolean paysEnoughMore(Transaction transaction, Transaction replaced) {
    return isBump(replaced.maxFee(), transaction.maxFee())
        && isBump(replaced.maxPriorityFee(), transaction.maxPriorityFee());
  }

  private boolean isBump(U256 before, U256 after) {
    U256 hundred = U256.of(100);
    U256 step = before.divide(hundred).multiply(U256.of(limits.priceBumpPercent()));
    // Prices below 100 wei rise by at least one.
    return after.compareTo(before) > 0 && after.subtract(before).compareTo(step) >= 0;
  }

  /// The most that a transaction can cost, or null if that is no 256-bit number.
  private static @Nullable U256 cost(Transaction transaction) {
    U256 gas = U256.of(transaction.gasLimit());
    U256 fee = transaction.maxFee();
    if (!fee.isZero() && U256.MAX.divide(fee).compareTo(gas) < 0) {
      return null;
    }
    U256 gasCost = fee.multiply(gas);
    U256 room = U256.MAX.subtract(gasCost);
    return transaction.value().compareTo(room) > 0 ? null : gasCost.add(transaction.value());
  }

  private NavigableMap<Long, Transaction> sequence(Address sender) {
    NavigableMap<Long, Transaction> sequence = senders.get(sender);
    return sequence == null ? new TreeMap<>() : sequence;
  }

  private void drop(Address sender, Transaction transaction) {
    NavigableMap<Long, Transaction> sequence = senders.get(sender);
    if (sequence != null && sequence.remove(transaction.nonce(), transaction)) {
      byHash.remove(transaction.hash());
      bytes -= transaction.encoded().length();
      if (sequence.isEmpty()) {
        senders.remove(sender);
      }
    }
  }
}
