package tandem.gossipsub;

import java.util.List;
import tandem.primitives.Bytes;

/// One message between two routers.
public record Rpc(
    List<Subscription> subscriptions,
    List<Message> messages,
    List<IHave> ihaves,
    List<IWant> iwants,
    List<Graft> grafts,
    List<Prune> prunes) {
  /// The sender joins or leaves a topic.
  public record Subscription(boolean joins, String topic) {}

  /// A message of the application.
  ///
  /// @param attributed whether it names an author, a sequence number, a signature or a key; those
  ///   of this network never do
  public record Message(String topic, Bytes data, boolean attributed) {}

  /// The sender has these messages.
  public record IHave(String topic, List<Bytes> ids) {
    public IHave {
      ids = List.copyOf(ids);
    }
  }

  /// The sender wants these messages.
  public record IWant(List<Bytes> ids) {
    public IWant {
      ids = List.copyOf(ids);
    }
  }

  /// The sender has taken the receiver into its mesh.
  public record Graft(String topic) {}

  /// The sender does not have the receiver in its mesh.
  ///
  /// @param backoffS seconds during which it does not want to be grafted; 0 if not said
  public record Prune(String topic, long backoffS) {}

  public static final Rpc EMPTY =
      new Rpc(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public Rpc {
    subscriptions = List.copyOf(subscriptions);
    messages = List.copyOf(messages);
    ihaves = List.copyOf(ihaves);
    iwants = List.copyOf(iwants);
    grafts = List.copyOf(grafts);
    prunes = List.copyOf(prunes);
  }

  public boolean isEmpty() {
    return equals(EMPTY);
  }
}
