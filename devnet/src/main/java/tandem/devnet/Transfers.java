package tandem.devnet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.primitives.Bytes;
import tandem.primitives.U256;

/// A stream of transfers between the funded accounts, signed here and handed to the pairs in turn.
/// An account always speaks to the same pair, so that its numbers arrive in order; it waits when
/// many of its transfers are not finalised, and begins again behind the last finalised one when
/// they stay so.
public final class Transfers implements AutoCloseable {
  private static final U256 GWEI = U256.of(1_000_000_000L);

  /// A hundred times the base fee of genesis.
  private static final U256 MAX_FEE = GWEI.multiply(U256.of(100));

  private static final long GAS = 21_000;
  private static final long OPEN_MAX = 16;
  private static final long REFRESH_MS = 4_000;
  private static final long STUCK_MS = 60_000;
  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

  private final long chainId;
  private final List<GwatApi> pairs;
  private final List<Sender> senders = new ArrayList<>();
  private final long pauseMs;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile @Nullable String lastRefusal;
  private final Thread thread;

  /// An account and where it stands. Of the stream's thread only.
  private static final class Sender {
    private final Accounts.Account account;
    private long next;
    private long finalized;
    private long askedMs;
    private long movedMs;

    Sender(Accounts.Account account) {
      this.account = account;
    }
  }

  private Transfers(
      long chainId, List<GwatApi> pairs, List<Accounts.Account> accounts, double perSecond) {
    this.chainId = chainId;
    this.pairs = pairs;
    this.pauseMs = Math.max(1, Math.round(1000 / perSecond));
    accounts.forEach(account -> senders.add(new Sender(account)));
    this.thread = Thread.ofPlatform().name("transfers").daemon(true).unstarted(this::run);
  }

  /// @param perSecond above 0
  /// @param accounts at least one
  public static Transfers start(
      long chainId, List<GwatApi> pairs, List<Accounts.Account> accounts, double perSecond) {
    Transfers transfers = new Transfers(chainId, pairs, accounts, perSecond);
    transfers.thread.start();
    return transfers;
  }

  /// Transfers that a pair has taken.
  public long sent() {
    return sent.get();
  }

  public long refused() {
    return refused.get();
  }

  public @Nullable String lastRefusal() {
    return lastRefusal;
  }

  @Override
  public void close() {
    thread.interrupt();
    Threads.join(thread, CLOSE_MAX);
  }

  private void run() {
    try {
      for (int turn = 0; ; turn = (turn + 1) % senders.size()) {
        try {
          sendOne(turn);
        } catch (Unreachable e) {
          lastRefusal = e.sentence();
        }
        Thread.sleep(pauseMs);
      }
    } catch (InterruptedException _) {
      // The stream was closed.
    }
  }

  private void sendOne(int turn) throws Unreachable {
    Sender sender = senders.get(turn);
    GwatApi pair = pairs.get(turn % pairs.size());
    long nowMs = System.currentTimeMillis();
    if (nowMs - sender.askedMs >= REFRESH_MS) {
      refresh(sender, pair, nowMs);
    }
    if (sender.next - sender.finalized >= OPEN_MAX) {
      return;
    }
    Accounts.Account to = senders.get((turn + 1) % senders.size()).account;
    Transaction transfer =
        TransactionBody.dynamicFee(
                chainId,
                sender.next,
                GWEI,
                MAX_FEE,
                GAS,
                to.address(),
                U256.of(1 + sender.next),
                Bytes.EMPTY)
            .sign(sender.account.secret());
    String why = pair.send(transfer.encoded());
    if (why == null) {
      sent.incrementAndGet();
    } else {
      refused.incrementAndGet();
      lastRefusal = why;
    }
    if (why == null || why.contains("known")) {
      sender.next++;
    }
  }

  private static void refresh(Sender sender, GwatApi pair, long nowMs) throws Unreachable {
    long finalized = pair.nonce(sender.account.address());
    sender.askedMs = nowMs;
    if (finalized != sender.finalized || sender.next == finalized) {
      sender.finalized = finalized;
      sender.movedMs = nowMs;
    }
    boolean stuck = nowMs - sender.movedMs >= STUCK_MS;
    if (stuck || sender.next < finalized) {
      sender.next = finalized;
      sender.movedMs = nowMs;
    }
  }
}
