package tandem.gwatcore;

import java.util.function.Consumer;
import tandem.gwatledger.Ledger;
import tandem.gwatledger.LedgerReads;
import tandem.gwatpool.AccountReader;
import tandem.gwatpool.TransactionPool;
import tandem.gwatwire.WfdagMessage;
import tandem.primitives.Address;
import tandem.primitives.U256;

/// What all parts of the node share: its configuration, ledger, pool and peers, the time of the
/// event that is being handled, and where effects go.
final class Context {
  final NodeConfig config;
  final Ledger ledger;
  final TransactionPool pool;
  final Peers peers = new Peers();
  long nowMs;
  private Consumer<? super NodeEffect> effects = effect -> {};

  Context(NodeConfig config, Ledger ledger) {
    this.config = config;
    this.ledger = ledger;
    this.pool =
        new TransactionPool(
            config.pool(), config.genesis().config().chainId(), config.genesis().gasLimit());
  }

  /// A new event begins.
  void begin(long timeMs, Consumer<? super NodeEffect> sink) {
    nowMs = timeMs;
    effects = sink;
  }

  void emit(NodeEffect effect) {
    effects.accept(effect);
  }

  void send(PeerKey peer, WfdagMessage message) {
    emit(new NodeEffect.Send(peer, message));
  }

  /// Ends the connection of a peer that is proven to be at fault.
  void blame(PeerKey peer, String why) {
    emit(new NodeEffect.Disconnect(peer, true, why));
  }

  LedgerReads reads() {
    return ledger.reads();
  }

  long lastNumber() {
    return reads().lastFinalized().number();
  }

  long currentSlot() {
    return config.slotAt(nowMs);
  }

  /// Accounts after the last finalised block.
  AccountReader accounts() {
    LedgerReads reads = reads();
    return new AccountReader() {
      @Override
      public long nonce(Address address) {
        return reads.account(address).nonce();
      }

      @Override
      public U256 balance(Address address) {
        return reads.account(address).balance();
      }

      @Override
      public boolean hasCode(Address address) {
        return reads.account(address).hasCode();
      }
    };
  }
}
