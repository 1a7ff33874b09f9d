package tandem.gossipsub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.gossipsub.Rpc.Graft;
import tandem.gossipsub.Rpc.IHave;
import tandem.gossipsub.Rpc.IWant;
import tandem.gossipsub.Rpc.Message;
import tandem.gossipsub.Rpc.Prune;
import tandem.gossipsub.Rpc.Subscription;
import tandem.primitives.Bytes;

/// Gathers what one [Rpc] says.
final class RpcBuilder {
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<IHave> ihaves = new ArrayList<>();
  private final List<IWant> iwants = new ArrayList<>();
  private final List<Graft> grafts = new ArrayList<>();
  private final List<Prune> prunes = new ArrayList<>();
  private final Map<String, List<Bytes>> had = new LinkedHashMap<>();
  private final List<Bytes> wanted = new ArrayList<>();

  void add(Subscription subscription) {
    subscriptions.add(subscription);
  }

  void add(Message message) {
    messages.add(message);
  }

  void add(IHave ihave) {
    ihaves.add(ihave);
  }

  void add(IWant iwant) {
    iwants.add(iwant);
  }

  void add(Graft graft) {
    grafts.add(graft);
  }

  void add(Prune prune) {
    prunes.add(prune);
  }

  /// One of the identifiers of an [IHave] of `topic`.
  void addIHave(String topic, Bytes id) {
    had.computeIfAbsent(topic, key -> new ArrayList<>()).add(id);
  }

  /// One of the identifiers of an [IWant].
  void addIWant(Bytes id) {
    wanted.add(id);
  }

  boolean isEmpty() {
    return build().isEmpty();
  }

  Rpc build() {
    List<IHave> allHad = new ArrayList<>(ihaves);
    had.forEach((topic, ids) -> allHad.add(new IHave(topic, ids)));
    List<IWant> allWanted = new ArrayList<>(iwants);
    if (!wanted.isEmpty()) {
      allWanted.add(new IWant(wanted));
    }
    return new Rpc(subscriptions, messages, allHad, allWanted, grafts, prunes);
  }
}
