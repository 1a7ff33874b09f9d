package tandem.gwatrpc;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.gwatpool.Admission;
import tandem.gwattypes.Transaction;
import tandem.loop.EventLoop;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;

/// What is on its way to the event loop and back. Thread-safe.
final class OpenCalls {
  private static final int MAX = 256;

  private final Map<Long, CompletableFuture<LinkResponse>> calls = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<Admission>> transactions = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  /// Puts a call into the loop.
  ///
  /// @return the answer to come, which is forgotten when this future is completed by anybody; null
  ///   when too much is open already
  @Nullable CompletableFuture<LinkResponse> call(
      EventLoop<NodeEvent, NodeEffect, GwatMachine> loop, LinkRequest request) {
    long id = lastId.incrementAndGet();
    CompletableFuture<LinkResponse> answer = open(calls, id);
    if (answer != null) {
      post(loop, new NodeEvent.LinkCalled(new CallId(id), request), answer);
    }
    return answer;
  }

  /// Puts a transaction into the loop; as [#call].
  @Nullable CompletableFuture<Admission> give(
      EventLoop<NodeEvent, NodeEffect, GwatMachine> loop, Transaction transaction) {
    long id = lastId.incrementAndGet();
    CompletableFuture<Admission> answer = open(transactions, id);
    if (answer != null) {
      post(loop, new NodeEvent.TransactionGiven(id, transaction), answer);
    }
    return answer;
  }

  void onAnswer(CallId call, LinkResponse response) {
    CompletableFuture<LinkResponse> answer = calls.remove(call.value());
    if (answer != null) {
      answer.complete(response);
    }
  }

  void onTransactionAnswer(long id, Admission admission) {
    CompletableFuture<Admission> answer = transactions.remove(id);
    if (answer != null) {
      answer.complete(admission);
    }
  }

  private static <T> @Nullable CompletableFuture<T> open(
      Map<Long, CompletableFuture<T>> table, long id) {
    if (table.size() >= MAX) {
      return null;
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    table.put(id, answer);
    answer.whenComplete((done, fault) -> table.remove(id));
    return answer;
  }

  private static void post(
      EventLoop<NodeEvent, NodeEffect, GwatMachine> loop,
      NodeEvent event,
      CompletableFuture<?> answer) {
    try {
      loop.post(event);
    } catch (IllegalStateException e) {
      answer.completeExceptionally(e);
    }
  }
}
