package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The objects of our own methods, with plain numbers, and the members of an `eth_*` block that the
/// coordinator reads.
public final class StateJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private StateJson() {}

  public static ObjectNode encode(CoordinatedState state) {
    ObjectNode object = JSON.objectNode().put("stage", state.stage().name());
    putNullable(object, "checkpointSlot", state.checkpointSlot());
    putNullable(object, "checkpointSpine", state.checkpointSpine());
    putNullable(object, "lastCoordinatedSlot", state.lastCoordinatedSlot());
    putNullable(object, "lastCoordinatedSpine", state.lastCoordinatedSpine());
    object
        .put("lastFinalizedNumber", state.lastFinalizedNumber())
        .put("lastFinalizedHash", state.lastFinalizedHash().toHex())
        .put("dagBlocks", state.dagBlocks())
        .put("dagSlots", state.dagSlots());
    putNullable(object, "order", state.order());
    return object;
  }

  /// The object of `dag_syncStatus`, the same for the coordinator's pages.
  public static ObjectNode encode(SyncStatus status) {
    ObjectNode object =
        JSON.objectNode()
            .put("stage", status.stage().name())
            .put("state", status.state().word())
            .put("sinceMs", status.sinceMs())
            .put("start", status.start())
            .put("current", status.current())
            .put("target", status.target())
            .put("progressMs", status.progressMs())
            .put("ratePerSecond", status.ratePerSecond());
    putNullable(object, "etaMs", status.etaMs());
    String lastError = status.lastError();
    if (lastError == null) {
      object.putNull("lastError");
    } else {
      object.put("lastError", lastError);
    }
    return object.put("peers", status.peers()).put("waitsFor", status.waitsFor());
  }

  static ObjectNode encode(BlockRef block) {
    ObjectNode object = JSON.objectNode().put("hash", block.hash().toHex());
    Long number = block.number();
    if (number == null) {
      object.putNull("number");
    } else {
      object.put("number", Hex.quantity(number));
    }
    return object
        .put("slot", Hex.quantity(block.slot()))
        .put("timestamp", Hex.quantity(block.timeS()));
  }

  static CoordinatedState coordinated(JsonNode result) throws LinkFormatException {
    JsonFields.requireObject(result, "result");
    return new CoordinatedState(
        stage(result),
        number(result, "checkpointSlot"),
        hash(result, "checkpointSpine"),
        number(result, "lastCoordinatedSlot"),
        hash(result, "lastCoordinatedSpine"),
        requiredNumber(result, "lastFinalizedNumber"),
        JsonFields.hash(required(result, "lastFinalizedHash"), "result.lastFinalizedHash"),
        requiredNumber(result, "dagBlocks"),
        requiredNumber(result, "dagSlots"),
        number(result, "order"));
  }

  static SyncStatus status(JsonNode result) throws LinkFormatException {
    JsonFields.requireObject(result, "result");
    JsonNode rate = required(result, "ratePerSecond");
    if (!rate.isNumber()) {
      throw LinkFormatException.at("result.ratePerSecond", "not a number");
    }
    Stage stage = stage(result);
    return new SyncStatus(
        stage,
        state(result, stage),
        requiredNumber(result, "sinceMs"),
        requiredNumber(result, "start"),
        requiredNumber(result, "current"),
        requiredNumber(result, "target"),
        requiredNumber(result, "progressMs"),
        rate.doubleValue(),
        number(result, "etaMs"),
        JsonFields.member(result, "lastError") == null ? null : text(result, "lastError"),
        (int) Math.min(Integer.MAX_VALUE, requiredNumber(result, "peers")),
        text(result, "waitsFor"));
  }

  static BlockRef block(JsonNode result) throws LinkFormatException {
    JsonFields.requireObject(result, "result");
    JsonNode number = JsonFields.member(result, "number");
    return new BlockRef(
        JsonFields.hash(required(result, "hash"), "result.hash"),
        number == null ? null : Long.valueOf(JsonFields.quantity(number, "result.number")),
        JsonFields.quantity(required(result, "slot"), "result.slot"),
        JsonFields.quantity(required(result, "timestamp"), "result.timestamp"));
  }

  private static Stage stage(JsonNode result) throws LinkFormatException {
    String name = text(result, "stage");
    for (Stage stage : Stage.values()) {
      if (stage.name().equals(name)) {
        return stage;
      }
    }
    throw LinkFormatException.at("result.stage", "no stage has this name");
  }

  /// Of a node that does not say it, what its stage says.
  private static SyncState state(JsonNode result, Stage stage) throws LinkFormatException {
    if (JsonFields.member(result, "state") == null) {
      return SyncState.of(stage);
    }
    SyncState state = SyncState.ofWord(text(result, "state"));
    if (state == null) {
      throw LinkFormatException.at("result.state", "no state has this word");
    }
    return state;
  }

  private static JsonNode required(JsonNode result, String name) throws LinkFormatException {
    JsonNode value = JsonFields.member(result, name);
    if (value == null) {
      throw LinkFormatException.at("result." + name, "missing");
    }
    return value;
  }

  private static long requiredNumber(JsonNode result, String name) throws LinkFormatException {
    return JsonFields.number(required(result, name), "result." + name);
  }

  private static @Nullable Long number(JsonNode result, String name) throws LinkFormatException {
    JsonNode value = JsonFields.member(result, name);
    return value == null ? null : Long.valueOf(JsonFields.number(value, "result." + name));
  }

  private static @Nullable Hash32 hash(JsonNode result, String name) throws LinkFormatException {
    JsonNode value = JsonFields.member(result, name);
    return value == null ? null : JsonFields.hash(value, "result." + name);
  }

  private static String text(JsonNode result, String name) throws LinkFormatException {
    JsonNode value = required(result, name);
    if (!value.isString() || value.stringValue().length() > LinkError.MESSAGE_MAX) {
      throw LinkFormatException.at("result." + name, "not a string of bounded length");
    }
    return value.stringValue();
  }

  private static void putNullable(ObjectNode object, String name, @Nullable Long value) {
    if (value == null) {
      object.putNull(name);
    } else {
      object.put(name, value.longValue());
    }
  }

  private static void putNullable(ObjectNode object, String name, @Nullable Hash32 value) {
    if (value == null) {
      object.putNull(name);
    } else {
      object.put(name, value.toHex());
    }
  }
}
