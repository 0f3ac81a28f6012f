package dev.holdfast.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys below {@code holdfast} that mean something: a misspelt one would have no effect. */
final class KnownKeys {
  private static final String ROOT = "holdfast";

  /** Below it every key is the user's own. */
  private static final String FREE = ROOT + ".settings";

  private final Set<String> known = new HashSet<>();

  private KnownKeys() {}

  /** The keys that have a default, and both parts of every rate. */
  static KnownKeys of(Config defaults) {
    KnownKeys keys = new KnownKeys();
    // Only its keys are wanted, so what stands outside of it may stay open.
    Config alone = defaults.resolve(ConfigResolveOptions.noSystem().setAllowUnresolved(true));
    keys.learn(ROOT, alone.getObject(ROOT));
    for (String rate : LimitsConfig.RATES) {
      keys.known.add(rate + "." + LimitsBlock.PER_SECOND);
      keys.known.add(rate + "." + LimitsBlock.BURST);
    }
    return keys;
  }

  /** Throws {@link NodeConfigException} that names every other key and where it stands. */
  void requireNoOther(Config given) {
    List<String> unknown = new ArrayList<>();
    collectUnknown(ROOT, given.getObject(ROOT), unknown);
    if (!unknown.isEmpty()) {
      throw new NodeConfigException(
          ("the configuration has keys that mean nothing: %s. Correct or remove them;"
                  + " docs/configuration.md names all there are.")
              .formatted(String.join(", ", unknown.stream().sorted().toList())));
    }
  }

  private void learn(String path, ConfigObject object) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String key = below(path, entry.getKey());
      known.add(key);
      if (entry.getValue() instanceof ConfigObject further) {
        learn(key, further);
      }
    }
  }

  private void collectUnknown(String path, ConfigObject object, List<String> unknown) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String key = below(path, entry.getKey());
      if (!known.contains(key)) {
        unknown.add("%s (%s)".formatted(key, entry.getValue().origin().description()));
      } else if (entry.getValue() instanceof ConfigObject further && !key.equals(FREE)) {
        collectUnknown(key, further, unknown);
      }
    }
  }

  private static String below(String path, String key) {
    return path + "." + ConfigUtil.joinPath(key);
  }
}
