package tandem.devnet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// A place in a JSON file of ours. What is wrong with it is said with the file and the place.
///
/// @param place such as `gwat.rpcPort`; empty for the whole file
public record JsonFile(Path file, String place, JsonNode node) {
  /// Bytes of a file.
  public static final int SIZE_MAX = 4 << 20;

  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  public static JsonFile read(Path file) {
    byte[] json = Disk.read(file, SIZE_MAX);
    try {
      return new JsonFile(file, "", MAPPER.readTree(json));
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null ? "" : " at line " + Math.max(1, e.getLocation().getLineNr());
      throw Refusal.failed(file + " is not JSON" + where + ": " + e.getOriginalMessage());
    }
  }

  /// This object; it may have no member but these, so that a misspelt one is not passed over.
  public JsonFile object(String... members) {
    if (!node.isObject()) {
      throw fault("an object is needed");
    }
    for (String name : node.propertyNames()) {
      if (!Set.of(members).contains(name)) {
        throw member(name).fault("unknown; known are " + String.join(", ", members));
      }
    }
    return this;
  }

  public JsonFile member(String name) {
    JsonNode value = node.get(name);
    return new JsonFile(
        file,
        place.isEmpty() ? name : place + "." + name,
        value == null ? JsonNodeFactory.instance.missingNode() : value);
  }

  public boolean isAbsent() {
    return node.isMissingNode() || node.isNull();
  }

  public String text() {
    if (!node.isString() || node.stringValue().isBlank()) {
      throw fault("a text is needed");
    }
    return node.stringValue();
  }

  public @Nullable String optionalText() {
    return isAbsent() ? null : text();
  }

  /// A TCP port; 0 lets the system choose.
  public int port() {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw fault("a port number is needed");
    }
    int port = node.intValue();
    if (port < 0 || port > 65_535) {
      throw fault(port + " is not a port number");
    }
    return port;
  }

  public long number(long min, long max) {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      throw fault("a number from " + min + " to " + max + " is needed");
    }
    return node.longValue();
  }

  /// The texts of a list; an absent one is empty.
  public List<String> texts(int max) {
    List<String> texts = new ArrayList<>();
    for (JsonFile item : items(max)) {
      texts.add(item.text());
    }
    return texts;
  }

  /// The items of a list; an absent one is empty.
  public List<JsonFile> items(int max) {
    if (isAbsent()) {
      return List.of();
    }
    if (!node.isArray() || node.size() > max) {
      throw fault("a list of at most " + max + " is needed");
    }
    List<JsonFile> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      items.add(new JsonFile(file, place + "[" + i + "]", node.get(i)));
    }
    return items;
  }

  public Refusal fault(String what) {
    String where = place.isEmpty() ? "" : ", " + place;
    String shown = node.isMissingNode() ? "missing" : node.toString();
    String value = shown.length() > 60 ? shown.substring(0, 57) + "..." : shown;
    return Refusal.failed(file + where + ": " + what + ", not " + value);
  }
}
