package tandem.pairprotocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The link's JSON in both directions (gwat-dag.md 10, gwat-net.md 6.3, pair-sync.md 7).
/// Hexadecimal is strict, every list is bounded, members that we do not know are ignored.
public final class LinkJson {
  /// The methods that a gwat server routes to [#decodeRequest]; `eth_*` it serves by itself.
  public static final Set<String> DAG_METHODS =
      Set.of(
          "dag_headSyncReady",
          "dag_headSync",
          "dag_sync",
          "dag_finalize",
          "dag_getCandidates",
          "dag_validateSpines",
          "dag_syncSlotInfo",
          "dag_coordinatedState",
          "dag_syncStatus");

  private static final int SERVER_TIMED_OUT = -32002;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private LinkJson() {}

  public static LinkCall encodeRequest(LinkRequest request) {
    ArrayNode params = JSON.arrayNode();
    return switch (request) {
      case HeadSyncReady(ConsensusInfo checkpoint) ->
          new LinkCall("dag_headSyncReady", params.add(encode(checkpoint)));
      case HeadSync(List<ConsensusInfo> entries, boolean isFinal) -> {
        ArrayNode list = params.addArray();
        entries.forEach(entry -> list.add(encode(entry)));
        // An original gwat refuses a second parameter, so the default is left unsaid.
        if (!isFinal) {
          params.addObject().put("final", false);
        }
        yield new LinkCall("dag_headSync", params);
      }
      case Sync(ConsensusInfo info) -> new LinkCall("dag_sync", params.add(encode(info)));
      case Finalize(List<Hash32> spines, @Nullable FinalizeOrder order) -> {
        params.add(encodeHashes(spines));
        if (order != null) {
          params.add(encode(order));
        }
        yield new LinkCall("dag_finalize", params);
      }
      case GetCandidates(long slot) -> new LinkCall("dag_getCandidates", params.add(slot));
      case ValidateSpines(List<Hash32> spines) ->
          new LinkCall("dag_validateSpines", params.add(encodeHashes(spines)));
      case SyncSlotInfo(long genesisTimeS, long secondsPerSlot, long slotsPerEpoch) -> {
        params
            .addObject()
            .put("genesisTime", genesisTimeS)
            .put("secondsPerSlot", secondsPerSlot)
            .put("slotsPerEpoch", slotsPerEpoch);
        yield new LinkCall("dag_syncSlotInfo", params);
      }
      case ReadCoordinatedState() -> new LinkCall("dag_coordinatedState", params);
      case ReadSyncStatus() -> new LinkCall("dag_syncStatus", params);
      case ReadChainId() -> new LinkCall("eth_chainId", params);
      case ReadBlock(@Nullable Long number) ->
          new LinkCall(
              "eth_getBlockByNumber",
              params.add(number == null ? "latest" : Hex.quantity(number)).add(false));
    };
  }

  /// @param params the `params` member, absent as null
  /// @throws LinkFormatException to be answered by its [LinkFormatException#reply]
  public static LinkRequest decodeRequest(String method, @Nullable JsonNode params)
      throws LinkFormatException {
    return switch (method) {
      case "dag_headSyncReady" -> new HeadSyncReady(instruction(arguments(params, 1)));
      case "dag_headSync" -> {
        JsonNode[] arguments = arguments(params, 2);
        yield new HeadSync(entries(required(arguments, 0)), isFinal(arguments[1]));
      }
      case "dag_sync" -> new Sync(instruction(arguments(params, 1)));
      case "dag_finalize" -> {
        JsonNode[] arguments = arguments(params, 2);
        yield new Finalize(spines(arguments), order(arguments[1]));
      }
      case "dag_getCandidates" ->
          new GetCandidates(JsonFields.number(required(arguments(params, 1), 0), "0"));
      case "dag_validateSpines" -> new ValidateSpines(spines(arguments(params, 1)));
      case "dag_syncSlotInfo" -> slotInfo(required(arguments(params, 1), 0));
      case "dag_coordinatedState" -> {
        arguments(params, 0);
        yield new ReadCoordinatedState();
      }
      case "dag_syncStatus" -> {
        arguments(params, 0);
        yield new ReadSyncStatus();
      }
      case "eth_chainId" -> {
        arguments(params, 0);
        yield new ReadChainId();
      }
      case "eth_getBlockByNumber" -> readBlock(required(arguments(params, 2), 0));
      default ->
          throw new LinkFormatException(
              Reason.NO_SUCH_METHOD, "the method " + method + " does not exist/is not available");
    };
  }

  /// gwat's side: the JSON of `response` to `request`.
  ///
  /// @throws IllegalArgumentException if it is no answer to that request
  public static LinkReply encodeResponse(LinkRequest request, LinkResponse response) {
    return LinkAnswers.encode(request, response);
  }

  /// The coordinator's side: what a reply to `request` means.
  ///
  /// @throws LinkFormatException if it is none that this method can have
  public static LinkResponse decodeResponse(LinkRequest request, LinkReply reply)
      throws LinkFormatException {
    return LinkAnswers.decode(request, reply);
  }

  /// As [#decodeResponse]; a reply that makes no sense is a refusal for a reason of its own, so
  /// that a faulty gwat is asked again like any other that refuses. Where the server's own time for
  /// the call is over, its outcome is as unknown as if there were no reply.
  public static LinkOutcome outcome(LinkRequest request, LinkReply reply) {
    if (reply instanceof LinkReply.Error error && error.code() == SERVER_TIMED_OUT) {
      return new LinkOutcome.TimedOut();
    }
    try {
      return new LinkOutcome.Answered(decodeResponse(request, reply));
    } catch (LinkFormatException e) {
      return new LinkOutcome.Answered(
          new LinkResponse.Refused(
              LinkError.ofMessage(
                  Reason.OTHER, "gwat's answer makes no sense: " + e.getMessage())));
    }
  }

  /// The JSON object of an instruction.
  public static ObjectNode encode(ConsensusInfo info) {
    ObjectNode object = JSON.objectNode();
    object.put("slot", Hex.quantity(info.slot()));
    List<Address> creators = info.creators();
    if (creators == null) {
      object.putNull("creators");
    } else {
      ArrayNode list = object.putArray("creators");
      creators.forEach(creator -> list.add(creator.toHex()));
    }
    object.set("finalizing", encodeHashes(info.finalizing()));
    return withAnchors(object, info.justifiedSpine(), info.finalizedSpine());
  }

  private static ObjectNode encode(FinalizeOrder order) {
    ObjectNode object = JSON.objectNode().put("order", order.order());
    object.put("slot", Hex.quantity(order.slot()));
    return withAnchors(object, order.justifiedSpine(), order.finalizedSpine());
  }

  /// Only where known, so that an original's instruction keeps its exact form.
  private static ObjectNode withAnchors(
      ObjectNode object, @Nullable Hash32 justified, @Nullable Hash32 finalized) {
    if (justified != null) {
      object.put("justifiedSpine", justified.toHex());
    }
    if (finalized != null) {
      object.put("finalizedSpine", finalized.toHex());
    }
    return object;
  }

  static ConsensusInfo decodeInfo(JsonNode node, String place) throws LinkFormatException {
    JsonFields.requireObject(node, place);
    JsonNode slot = JsonFields.member(node, "slot");
    JsonNode creators = JsonFields.member(node, "creators");
    JsonNode justified = JsonFields.member(node, "justifiedSpine");
    JsonNode finalized = JsonFields.member(node, "finalizedSpine");
    return new ConsensusInfo(
        slot == null ? 0 : JsonFields.quantity(slot, place + ".slot"),
        creators == null
            ? null
            : JsonFields.addresses(creators, ConsensusInfo.CREATORS_MAX, place + ".creators"),
        JsonFields.hashes(
            node.get("finalizing"), ConsensusInfo.FINALIZING_MAX, place + ".finalizing"),
        justified == null ? null : JsonFields.hash(justified, place + ".justifiedSpine"),
        finalized == null ? null : JsonFields.hash(finalized, place + ".finalizedSpine"));
  }

  static ArrayNode encodeHashes(List<Hash32> hashes) {
    ArrayNode list = JSON.arrayNode();
    hashes.forEach(hash -> list.add(hash.toHex()));
    return list;
  }

  /// The parameters by position, absent ones as JSON null; as many as the method takes, at least
  /// one.
  private static JsonNode[] arguments(@Nullable JsonNode params, int max)
      throws LinkFormatException {
    JsonNode[] arguments = new JsonNode[Math.max(1, max)];
    Arrays.fill(arguments, JSON.nullNode());
    if (params == null || params.isNull()) {
      return arguments;
    }
    if (!params.isArray()) {
      throw new LinkFormatException(Reason.INVALID_ARGUMENTS, "non-array args");
    }
    if (params.size() > max) {
      throw new LinkFormatException(
          Reason.INVALID_ARGUMENTS, "too many arguments, want at most " + max);
    }
    for (int i = 0; i < params.size(); i++) {
      arguments[i] = params.get(i);
    }
    return arguments;
  }

  private static JsonNode required(JsonNode[] arguments, int index) throws LinkFormatException {
    if (arguments[index].isNull()) {
      throw new LinkFormatException(
          Reason.INVALID_ARGUMENTS, "missing value for required argument " + index);
    }
    return arguments[index];
  }

  /// An absent instruction is not a fault of the format but of the call (gwat-dag.md 9.2).
  private static ConsensusInfo instruction(JsonNode[] arguments) throws LinkFormatException {
    if (arguments[0].isNull()) {
      throw new LinkFormatException(Reason.BAD_PARAMS, Reason.BAD_PARAMS.text());
    }
    return decodeInfo(arguments[0], "0");
  }

  private static List<ConsensusInfo> entries(JsonNode list) throws LinkFormatException {
    JsonFields.requireArray(list, LinkRequest.ENTRIES_MAX, "0");
    List<ConsensusInfo> entries = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      entries.add(decodeInfo(list.get(i), "0[" + i + "]"));
    }
    return entries;
  }

  private static boolean isFinal(JsonNode options) throws LinkFormatException {
    if (options.isNull()) {
      return true;
    }
    JsonFields.requireObject(options, "1");
    JsonNode value = JsonFields.member(options, "final");
    if (value == null) {
      return true;
    }
    if (!value.isBoolean()) {
      throw LinkFormatException.at("1.final", "not a boolean");
    }
    return value.booleanValue();
  }

  private static List<Hash32> spines(JsonNode[] arguments) throws LinkFormatException {
    return JsonFields.hashes(arguments[0], LinkRequest.SPINES_MAX, "0");
  }

  private static @Nullable FinalizeOrder order(JsonNode node) throws LinkFormatException {
    if (node.isNull()) {
      return null;
    }
    JsonFields.requireObject(node, "1");
    JsonNode order = JsonFields.member(node, "order");
    JsonNode slot = JsonFields.member(node, "slot");
    if (order == null || slot == null) {
      throw LinkFormatException.at("1", "order or slot is missing");
    }
    JsonNode justified = JsonFields.member(node, "justifiedSpine");
    JsonNode finalized = JsonFields.member(node, "finalizedSpine");
    return new FinalizeOrder(
        JsonFields.number(order, "1.order"),
        JsonFields.quantity(slot, "1.slot"),
        justified == null ? null : JsonFields.hash(justified, "1.justifiedSpine"),
        finalized == null ? null : JsonFields.hash(finalized, "1.finalizedSpine"));
  }

  private static SyncSlotInfo slotInfo(JsonNode node) throws LinkFormatException {
    JsonFields.requireObject(node, "0");
    return new SyncSlotInfo(
        plainMember(node, "genesisTime"),
        plainMember(node, "secondsPerSlot"),
        plainMember(node, "slotsPerEpoch"));
  }

  private static long plainMember(JsonNode node, String name) throws LinkFormatException {
    JsonNode value = JsonFields.member(node, name);
    return value == null ? 0 : JsonFields.number(value, "0." + name);
  }

  private static ReadBlock readBlock(JsonNode number) throws LinkFormatException {
    boolean latest = number.isString() && number.stringValue().equals("latest");
    return new ReadBlock(latest ? null : JsonFields.quantity(number, "0"));
  }
}
