package tandem.gwatnode;

import java.util.function.Consumer;
import tandem.gwatcore.NodeEffect;
import tandem.gwatrpc.GwatRpc;
import tandem.loop.ExitReason;
import tandem.loop.Shutdown;
import tandem.store.StoreException;

/// Does what the machine wants done. Runs on the loop's thread and waits for nothing.
final class Effects implements Consumer<NodeEffect> {
  private final GwatLog log;
  private final WfdagPeers peers;
  private final GwatRpc rpc;
  private final Shutdown shutdown;

  Effects(GwatLog log, WfdagPeers peers, GwatRpc rpc, Shutdown shutdown) {
    this.log = log;
    this.peers = peers;
    this.rpc = rpc;
    this.shutdown = shutdown;
  }

  @Override
  public void accept(NodeEffect effect) {
    switch (effect) {
      case NodeEffect.Send send -> peers.send(send.peer(), send.message());
      case NodeEffect.Disconnect end -> peers.disconnect(end.peer(), end.atFault(), end.why());
      case NodeEffect.Answer answer -> rpc.onAnswer(answer.call(), answer.response());
      case NodeEffect.TransactionAnswer answer ->
          rpc.onTransactionAnswer(answer.id(), answer.admission());
      case NodeEffect.StageChanged changed ->
          log.stage(changed.from(), changed.to(), changed.why(), changed.tookMs());
      case NodeEffect.Finalized last ->
          log.finalized(last.number(), last.hash(), last.blocks(), last.unwound());
      case NodeEffect.BlockCreated made ->
          log.blockCreated(made.hash(), made.slot(), made.transactions());
      case NodeEffect.Alarm(String text) -> log.alarm(text);
      case NodeEffect.Note(String text) -> log.note(text);
      case NodeEffect.ExitDiskFull(String fault) ->
          shutdown.begin(new ExitReason(ExitReason.Code.DISK_FULL, fault));
    }
  }

  /// The loop has ended because the machine threw.
  void onFailure(Throwable fault) {
    shutdown.begin(reason(fault));
  }

  private ExitReason reason(Throwable fault) {
    if (fault instanceof StoreException store) {
      return new ExitReason(code(store, ExitReason.Code.FAULT), String.valueOf(store.getMessage()));
    }
    log.fault(fault);
    return new ExitReason(ExitReason.Code.FAULT, "a fault of this program: " + fault);
  }

  /// @param other for faults of the disk that have no code of their own
  static ExitReason.Code code(StoreException fault, ExitReason.Code other) {
    return switch (fault.kind()) {
      case FULL -> ExitReason.Code.DISK_FULL;
      case DAMAGED -> ExitReason.Code.DATABASE_DAMAGED;
      case IO, LOCKED, FOREIGN -> other;
    };
  }
}
