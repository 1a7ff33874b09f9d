package tandem.gossipsub;

import java.util.ArrayList;
import java.util.List;
import tandem.gossipsub.Rpc.Graft;
import tandem.gossipsub.Rpc.IHave;
import tandem.gossipsub.Rpc.IWant;
import tandem.gossipsub.Rpc.Message;
import tandem.gossipsub.Rpc.Prune;
import tandem.gossipsub.Rpc.Subscription;
import tandem.primitives.Bytes;

/// The bytes of an [Rpc], without the length that precedes it on a stream.
///
/// ```text
/// RPC      1 subscriptions {1 joins, 2 topic}   2 messages {2 data, 4 topic}   3 control
/// Message  1 from, 3 seqno, 5 signature, 6 key: attributed
/// control  1 ihave {1 topic, 2 ids}   2 iwant {1 ids}   3 graft {1 topic}   4 prune {1 topic, 3 backoff}
/// ```
public final class RpcCodec {
  /// Bytes of one RPC (coordinator-net.md 2.1).
  public static final int BYTES_MAX = 1 << 20;

  /// Things of all kinds in one RPC: well above what 1 MiB of message ids has.
  static final int ITEMS_MAX = 65_536;

  /// What the control messages around an identifier need, generously.
  private static final int ITEM_BYTES = 16;

  private RpcCodec() {}

  /// @throws RpcException if `bytes` are no RPC, or have too much in them; fields that we do not
  ///   know are passed over
  public static Rpc decode(byte[] bytes) throws RpcException {
    if (bytes.length > BYTES_MAX) {
      throw new RpcException(bytes.length + " bytes where an RPC has at most " + BYTES_MAX);
    }
    return new Decoding().rpc(new Proto.Reader(bytes));
  }

  public static byte[] encode(Rpc rpc) {
    Proto.Writer out = new Proto.Writer();
    for (Subscription subscription : rpc.subscriptions()) {
      out.message(
          1,
          new Proto.Writer()
              .varint(1, subscription.joins() ? 1 : 0)
              .string(2, subscription.topic()));
    }
    for (Message message : rpc.messages()) {
      out.message(2, new Proto.Writer().bytes(2, message.data()).string(4, message.topic()));
    }
    Proto.Writer control = new Proto.Writer();
    for (IHave ihave : rpc.ihaves()) {
      Proto.Writer inner = new Proto.Writer().string(1, ihave.topic());
      ihave.ids().forEach(id -> inner.bytes(2, id));
      control.message(1, inner);
    }
    for (IWant iwant : rpc.iwants()) {
      Proto.Writer inner = new Proto.Writer();
      iwant.ids().forEach(id -> inner.bytes(1, id));
      control.message(2, inner);
    }
    for (Graft graft : rpc.grafts()) {
      control.message(3, new Proto.Writer().string(1, graft.topic()));
    }
    for (Prune prune : rpc.prunes()) {
      Proto.Writer inner = new Proto.Writer().string(1, prune.topic());
      if (prune.backoffS() > 0) {
        inner.varint(3, prune.backoffS());
      }
      control.message(4, inner);
    }
    byte[] encodedControl = control.done();
    if (encodedControl.length > 0) {
      out.bytes(3, Bytes.wrap(encodedControl));
    }
    return out.done();
  }

  /// `rpc` in pieces of at most `maxBytes` each. What does not fit alone is left out.
  public static List<byte[]> encode(Rpc rpc, int maxBytes) {
    byte[] whole = encode(rpc);
    if (whole.length <= maxBytes) {
      return rpc.isEmpty() ? List.of() : List.of(whole);
    }
    List<byte[]> pieces = new ArrayList<>();
    Pieces split = new Pieces(pieces, maxBytes);
    rpc.subscriptions().forEach(split::add);
    rpc.grafts().forEach(split::add);
    rpc.prunes().forEach(split::add);
    rpc.messages().forEach(split::add);
    rpc.ihaves().forEach(ihave -> ihave.ids().forEach(id -> split.add(ihave.topic(), id)));
    rpc.iwants().forEach(iwant -> iwant.ids().forEach(split::add));
    split.finish();
    return pieces;
  }

  /// Packs one thing after the other into RPCs, by an estimate of their size from above.
  private static final class Pieces {
    private final List<byte[]> done;
    private final int maxBytes;
    private RpcBuilder open = new RpcBuilder();
    private int bytes;

    Pieces(List<byte[]> done, int maxBytes) {
      this.done = done;
      this.maxBytes = maxBytes;
    }

    void add(Subscription subscription) {
      if (room(3 * subscription.topic().length())) {
        open.add(subscription);
      }
    }

    void add(Graft graft) {
      if (room(3 * graft.topic().length())) {
        open.add(graft);
      }
    }

    void add(Prune prune) {
      if (room(3 * prune.topic().length())) {
        open.add(prune);
      }
    }

    void add(Message message) {
      if (room(3 * message.topic().length() + message.data().length())) {
        open.add(message);
      }
    }

    void add(String topic, Bytes id) {
      if (room(3 * topic.length() + id.length())) {
        open.addIHave(topic, id);
      }
    }

    void add(Bytes id) {
      if (room(id.length())) {
        open.addIWant(id);
      }
    }

    void finish() {
      if (!open.isEmpty()) {
        done.add(encode(open.build()));
        open = new RpcBuilder();
      }
      bytes = 0;
    }

    private boolean room(int size) {
      int needed = size + ITEM_BYTES;
      // The wrapper of the control messages counts too.
      if (bytes + needed + ITEM_BYTES > maxBytes) {
        finish();
      }
      if (needed + ITEM_BYTES > maxBytes) {
        return false;
      }
      bytes += needed;
      return true;
    }
  }

  private static final class Decoding {
    private int items;

    Rpc rpc(Proto.Reader in) throws RpcException {
      RpcBuilder rpc = new RpcBuilder();
      while (in.next()) {
        switch (in.field()) {
          case 1 -> rpc.add(subscription(counted(in).message()));
          case 2 -> rpc.add(message(counted(in).message()));
          case 3 -> control(counted(in).message(), rpc);
          default -> counted(in).skip();
        }
      }
      return rpc.build();
    }

    private Subscription subscription(Proto.Reader in) throws RpcException {
      boolean joins = false;
      String topic = "";
      while (in.next()) {
        switch (in.field()) {
          case 1 -> joins = in.varint() != 0;
          case 2 -> topic = in.string();
          default -> counted(in).skip();
        }
      }
      return new Subscription(joins, topic);
    }

    private Message message(Proto.Reader in) throws RpcException {
      Bytes data = Bytes.EMPTY;
      String topic = "";
      boolean attributed = false;
      while (in.next()) {
        switch (in.field()) {
          case 1, 3, 5, 6 -> {
            counted(in).skip();
            attributed = true;
          }
          case 2 -> data = counted(in).bytes();
          case 4 -> topic = counted(in).string();
          default -> counted(in).skip();
        }
      }
      return new Message(topic, data, attributed);
    }

    private void control(Proto.Reader in, RpcBuilder rpc) throws RpcException {
      while (in.next()) {
        switch (in.field()) {
          case 1 -> rpc.add(ihave(counted(in).message()));
          case 2 -> rpc.add(new IWant(ids(counted(in).message(), 1)));
          case 3 -> rpc.add(new Graft(prune(counted(in).message()).topic()));
          case 4 -> rpc.add(prune(counted(in).message()));
          default -> counted(in).skip();
        }
      }
    }

    private IHave ihave(Proto.Reader in) throws RpcException {
      String topic = "";
      List<Bytes> ids = new ArrayList<>();
      while (in.next()) {
        switch (in.field()) {
          case 1 -> topic = counted(in).string();
          case 2 -> ids.add(counted(in).bytes());
          default -> counted(in).skip();
        }
      }
      return new IHave(topic, ids);
    }

    private List<Bytes> ids(Proto.Reader in, int field) throws RpcException {
      List<Bytes> ids = new ArrayList<>();
      while (in.next()) {
        if (in.field() == field) {
          ids.add(counted(in).bytes());
        } else {
          counted(in).skip();
        }
      }
      return ids;
    }

    private Prune prune(Proto.Reader in) throws RpcException {
      String topic = "";
      long backoff = 0;
      while (in.next()) {
        switch (in.field()) {
          case 1 -> topic = counted(in).string();
          case 3 -> backoff = in.varint();
          default -> counted(in).skip();
        }
      }
      return new Prune(topic, backoff);
    }

    private Proto.Reader counted(Proto.Reader in) throws RpcException {
      if (++items > ITEMS_MAX) {
        throw in.fault("more than " + ITEMS_MAX + " values in one RPC");
      }
      return in;
    }
  }
}
