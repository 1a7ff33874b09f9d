package tandem.gwattypes;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The one text of a JSON value (ledger-rules.md 7): keys sorted, no white space, integers in
/// decimal. In strings only the quotation mark, the backslash and control characters are escaped.
final class CanonicalJson {
  private static final int DEPTH_MAX = 16;

  private final StringBuilder out = new StringBuilder();

  private CanonicalJson() {}

  /// @throws GenesisException if there is a number that is no integer, or it is deeper than 16
  static String of(JsonPlace value) {
    CanonicalJson json = new CanonicalJson();
    json.append(value, 0);
    return json.out.toString();
  }

  private void append(JsonPlace place, int depth) {
    JsonNode node = place.node();
    if (depth > DEPTH_MAX) {
      throw place.fault("nested too deeply");
    }
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(property -> sorted.put(property.getKey(), property.getValue()));
      char separator = '{';
      for (Map.Entry<String, JsonNode> property : sorted.entrySet()) {
        out.append(separator);
        appendString(property.getKey());
        out.append(':');
        append(place.child(property.getKey(), property.getValue()), depth + 1);
        separator = ',';
      }
      out.append(separator == '{' ? "{}" : "}");
    } else if (node.isArray()) {
      char separator = '[';
      for (int i = 0; i < node.size(); i++) {
        out.append(separator);
        append(place.child(Integer.toString(i), node.get(i)), depth + 1);
        separator = ',';
      }
      out.append(separator == '[' ? "[]" : "]");
    } else if (node.isString()) {
      appendString(node.stringValue());
    } else if (node.isIntegralNumber()) {
      out.append(node.bigIntegerValue());
    } else if (node.isNumber()) {
      throw place.fault(node + " is no integer");
    } else {
      // true, false and null
      out.append(node);
    }
  }

  private void appendString(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '"' || each == '\\') {
        out.append('\\').append(each);
      } else if (each < ' ') {
        out.append(String.format("\\u%04x", (int) each));
      } else {
        out.append(each);
      }
    }
    out.append('"');
  }
}
