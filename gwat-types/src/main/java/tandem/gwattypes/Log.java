package tandem.gwattypes;

import java.util.ArrayList;
import java.util.List;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// What a contract tells the outside: `[address, [topic…], data]` (gwat-data.md 5).
///
/// @param topics at most 4
public record Log(Address address, List<Hash32> topics, Bytes data) {
  public static final int TOPICS_MAX = 4;

  public Log {
    topics = List.copyOf(topics);
    if (topics.size() > TOPICS_MAX) {
      throw new IllegalArgumentException(topics.size() + " topics");
    }
  }

  /// @throws tandem.rlp.RlpException if the next item is no log
  public static Log read(RlpReader in, String name) {
    RlpReader fields = in.list(name);
    Address address = fields.address("address");
    RlpReader topicItems = fields.list("topics");
    List<Hash32> topics = new ArrayList<>(topicItems.count("", TOPICS_MAX));
    while (topicItems.hasNext()) {
      topics.add(topicItems.hash("topic"));
    }
    Bytes data = fields.byteString("data", Integer.MAX_VALUE);
    fields.end();
    return new Log(address, topics, data);
  }

  public void write(RlpWriter out) {
    int end = out.mark();
    out.bytes(data);
    int topicsEnd = out.mark();
    for (Hash32 topic : topics.reversed()) {
      out.hash(topic);
    }
    out.list(topicsEnd).address(address).list(end);
  }
}
