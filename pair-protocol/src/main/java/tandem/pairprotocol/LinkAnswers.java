package tandem.pairprotocol;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.LinkRequest.Finalize;
import tandem.pairprotocol.LinkRequest.GetCandidates;
import tandem.pairprotocol.LinkRequest.HeadSync;
import tandem.pairprotocol.LinkRequest.HeadSyncReady;
import tandem.pairprotocol.LinkRequest.ReadBlock;
import tandem.pairprotocol.LinkRequest.ReadChainId;
import tandem.pairprotocol.LinkRequest.ReadCoordinatedState;
import tandem.pairprotocol.LinkRequest.ReadSyncStatus;
import tandem.pairprotocol.LinkRequest.Sync;
import tandem.pairprotocol.LinkRequest.SyncSlotInfo;
import tandem.pairprotocol.LinkRequest.ValidateSpines;
import tandem.pairprotocol.LinkResponse.Candidates;
import tandem.pairprotocol.LinkResponse.Done;
import tandem.pairprotocol.LinkResponse.Refused;
import tandem.pairprotocol.LinkResponse.Synced;
import tandem.pairprotocol.LinkResponse.Verdict;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of answers. Three methods of the original never use a JSON-RPC error for an expected
/// no: `dag_sync`, `dag_finalize` and `dag_getCandidates` have an `error` member in their result.
/// There our `data` object stands beside it.
final class LinkAnswers {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// What a server answers that has as many calls open as it takes.
  private static final int TOO_MANY_CALLS = -32005;

  private LinkAnswers() {}

  static LinkReply encode(LinkRequest request, LinkResponse response) {
    if (response instanceof Refused(LinkError error)) {
      return refusal(request, error);
    }
    return switch (response) {
      case Done() when request instanceof HeadSyncReady || request instanceof HeadSync ->
          new LinkReply.Result(JSON.booleanNode(true));
      case Done() when request instanceof Finalize ->
          new LinkReply.Result(JSON.objectNode().putNull("error"));
      case Synced(long elapsedNs) when request instanceof Sync -> {
        ObjectNode result = JSON.objectNode().putNull("error");
        result.putObject("info").put("elapsed", GoDuration.text(elapsedNs));
        result.putArray("candidates");
        yield new LinkReply.Result(result);
      }
      case Candidates(var spines) when request instanceof GetCandidates -> {
        ObjectNode result = JSON.objectNode().putNull("error");
        result.set("candidates", LinkJson.encodeHashes(spines));
        yield new LinkReply.Result(result);
      }
      case Verdict(boolean holds)
          when request instanceof ValidateSpines || request instanceof SyncSlotInfo ->
          new LinkReply.Result(JSON.booleanNode(holds));
      case LinkResponse.Coordinated(CoordinatedState state)
          when request instanceof ReadCoordinatedState ->
          new LinkReply.Result(StateJson.encode(state));
      case LinkResponse.Status(SyncStatus status) when request instanceof ReadSyncStatus ->
          new LinkReply.Result(StateJson.encode(status));
      case LinkResponse.ChainId(long id) when request instanceof ReadChainId ->
          new LinkReply.Result(JSON.stringNode(Hex.quantity(id)));
      case LinkResponse.Block(@Nullable BlockRef block) when request instanceof ReadBlock ->
          new LinkReply.Result(block == null ? JSON.nullNode() : StateJson.encode(block));
      case Done(), Synced(_), Candidates(_), Verdict(_), LinkResponse.Coordinated(_) ->
          throw noAnswer(request, response);
      case LinkResponse.Status(_), LinkResponse.ChainId(_), LinkResponse.Block(_), Refused(_) ->
          throw noAnswer(request, response);
    };
  }

  static LinkResponse decode(LinkRequest request, LinkReply reply) throws LinkFormatException {
    return switch (reply) {
      case LinkReply.Error(int code, String message, @Nullable JsonNode data) ->
          new Refused(error(code, message, data));
      case LinkReply.Result(JsonNode result) -> decodeResult(request, result);
    };
  }

  private static LinkResponse decodeResult(LinkRequest request, JsonNode result)
      throws LinkFormatException {
    return switch (request) {
      case HeadSyncReady(_), HeadSync(_, _) ->
          bool(result)
              ? new Done()
              : new Refused(LinkError.ofMessage(Reason.OTHER, "gwat answered false"));
      case ValidateSpines(_), SyncSlotInfo(_, _, _) -> new Verdict(bool(result));
      case Finalize(_, _) -> {
        LinkError error = memberError(result);
        yield error == null ? new Done() : new Refused(error);
      }
      case Sync(_) -> {
        LinkError error = memberError(result);
        yield error == null ? new Synced(0) : new Refused(error);
      }
      case GetCandidates(_) -> {
        LinkError error = memberError(result);
        yield error == null
            ? new Candidates(
                JsonFields.hashes(
                    result.get("candidates"), LinkRequest.SPINES_MAX, "result.candidates"))
            : new Refused(error);
      }
      case ReadCoordinatedState() -> new LinkResponse.Coordinated(StateJson.coordinated(result));
      case ReadSyncStatus() -> new LinkResponse.Status(StateJson.status(result));
      case ReadChainId() -> new LinkResponse.ChainId(JsonFields.quantity(result, "result"));
      case ReadBlock(_) -> new LinkResponse.Block(result.isNull() ? null : StateJson.block(result));
    };
  }

  private static LinkReply refusal(LinkRequest request, LinkError error) {
    return switch (request) {
      case Sync(_) ->
          memberRefusal(
              JSON.objectNode().put("error", error.message()).putNull("info").putNull("candidates"),
              error);
      case Finalize(_, _) -> memberRefusal(JSON.objectNode().put("error", error.message()), error);
      case GetCandidates(_) ->
          memberRefusal(
              JSON.objectNode().put("error", error.message()).putNull("candidates"), error);
      case HeadSyncReady(_),
          HeadSync(_, _),
          ValidateSpines(_),
          SyncSlotInfo(_, _, _),
          ReadCoordinatedState(),
          ReadSyncStatus(),
          ReadChainId(),
          ReadBlock(_) ->
          new LinkReply.Error(error.reason().code(), error.message(), data(error));
    };
  }

  private static LinkReply memberRefusal(ObjectNode result, LinkError error) {
    result.set("data", data(error));
    return new LinkReply.Result(result);
  }

  private static ObjectNode data(LinkError error) {
    ObjectNode data = JSON.objectNode().put("reason", error.reason().name());
    Stage stage = error.stage();
    if (stage != null) {
      data.put("stage", stage.name());
    }
    Long slot = error.slot();
    if (slot != null) {
      data.put("slot", slot.longValue());
    }
    Hash32 spine = error.spine();
    if (spine != null) {
      data.put("spine", spine.toHex());
    }
    Long lastApplied = error.lastAppliedSlot();
    if (lastApplied != null) {
      data.put("lastAppliedSlot", lastApplied.longValue());
    }
    Long retryAfter = error.retryAfterMs();
    if (retryAfter != null) {
      data.put("retryAfterMs", retryAfter.longValue());
    }
    return data;
  }

  private static @Nullable LinkError memberError(JsonNode result) throws LinkFormatException {
    JsonFields.requireObject(result, "result");
    JsonNode text = JsonFields.member(result, "error");
    if (text == null) {
      return null;
    }
    if (!text.isString()) {
      throw LinkFormatException.at("result.error", "not a string");
    }
    return error(Reason.OTHER.code(), text.stringValue(), result.get("data"));
  }

  /// What is ours in `data` is believed where it has the right form, and never needed.
  private static LinkError error(int code, String message, @Nullable JsonNode data) {
    JsonNode known = data == null || !data.isObject() ? JSON.objectNode() : data;
    return new LinkError(
        reason(code, message, known),
        message,
        enumMember(Stage.class, known, "stage"),
        longMember(known, "slot"),
        hashMember(known, "spine"),
        longMember(known, "lastAppliedSlot"),
        longMember(known, "retryAfterMs"));
  }

  private static Reason reason(int code, String message, JsonNode data) {
    if (code == Reason.NO_SUCH_METHOD.code()) {
      return Reason.NO_SUCH_METHOD;
    }
    if (code == Reason.INVALID_ARGUMENTS.code()) {
      return Reason.INVALID_ARGUMENTS;
    }
    if (code == TOO_MANY_CALLS) {
      return Reason.BUSY;
    }
    Reason named = enumMember(Reason.class, data, "reason");
    return named == null ? Reason.ofMessage(message) : named;
  }

  private static <E extends Enum<E>> @Nullable E enumMember(
      Class<E> type, JsonNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null || !value.isString()) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value.stringValue())) {
        return constant;
      }
    }
    return null;
  }

  private static @Nullable Long longMember(JsonNode object, String name) {
    JsonNode value = object.get(name);
    return value != null && value.isIntegralNumber() && value.canConvertToLong()
        ? Long.valueOf(value.longValue())
        : null;
  }

  private static @Nullable Hash32 hashMember(JsonNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null) {
      return null;
    }
    try {
      return JsonFields.hash(value, name);
    } catch (LinkFormatException e) {
      return null;
    }
  }

  private static boolean bool(JsonNode result) throws LinkFormatException {
    if (!result.isBoolean()) {
      throw LinkFormatException.at("result", "not a boolean");
    }
    return result.booleanValue();
  }

  private static IllegalArgumentException noAnswer(LinkRequest request, LinkResponse response) {
    return new IllegalArgumentException(response + " is no answer to " + request);
  }
}
