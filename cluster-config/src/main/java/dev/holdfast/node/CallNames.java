package dev.holdfast.node;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets and settings of the node that a call may name. A secret has to be on a list; what the
 * node itself is protected with cannot be put there. Settings are those of the configuration, and
 * the addresses of services from the environment: these may contain keys, so calls alone can name
 * them, and no object can read them.
 *
 * <p>Thread rule: any thread; may read a small file.
 */
final class CallNames {

  /** More than a node has services. */
  static final int SECRETS_MAX = 64;

  /** What begins so protects the node itself: its tokens and the password of its database. */
  private static final String OWN = "HOLDFAST_";

  /** What lets callers in and the node into its database; no object needs them. */
  private static final List<String> PROTECTING =
      List.of(
          "HOLDFAST_API_TOKEN",
          "HOLDFAST_DB_PASSWORD",
          "TELEGRAM_WEBHOOK_SECRET",
          "CF_PROXY_SECRET");

  /** Shorter ones are found in what has nothing to do with them. */
  private static final int TOLD_APART_MIN = 6;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  /** Addresses of services to which calls add a path: a slash at their end would be doubled. */
  private static final List<String> BASES =
      List.of("TELEGRAM_API_URL", "DISCORD_API_URL", "ONEPASSWORD_CONNECT_URL");

  /** Addresses that are called as they are. */
  private static final List<String> WHOLE = List.of("PROCESS_URL", "RSS_AWS_URL", "RSS_GCP_URL");

  /** Where the services are that everybody reaches at the same place. */
  private static final Map<String, String> PUBLIC =
      Map.of(
          "TELEGRAM_API_URL", "https://api.telegram.org",
          "DISCORD_API_URL", "https://discord.com/api/v10");

  private final Secrets environment;
  private final Set<String> secrets;
  private final Map<String, String> settings;
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  private CallNames(Secrets environment, Set<String> secrets, Map<String, String> settings) {
    this.environment = environment;
    this.secrets = secrets;
    this.settings = settings;
  }

  /**
   * Checks the addresses. Throws {@link NodeConfigException} naming the variable that is wrong, and
   * never its value.
   *
   * @param secrets the names that calls may use, see {@link #requireSecrets}
   * @param settings those of the configuration; the environment wins over them
   */
  static CallNames of(Secrets environment, Set<String> secrets, Map<String, String> settings) {
    requireNoSecretIn(settings, environment, secrets);
    Map<String, String> all = new HashMap<>(PUBLIC);
    all.putAll(settings);
    for (String name : BASES) {
      environment.find(name).ifPresent(url -> all.put(name, withoutSlash(checked(name, url))));
    }
    for (String name : WHOLE) {
      environment.find(name).ifPresent(url -> all.put(name, checked(name, url)));
    }
    return new CallNames(environment, secrets, Map.copyOf(all));
  }

  /** Every object may read the settings of the configuration. */
  private static void requireNoSecretIn(
      Map<String, String> settings, Secrets environment, Set<String> secrets) {
    for (String name : Stream.concat(secrets.stream(), PROTECTING.stream()).toList()) {
      List<String> values =
          environment.list(name).stream().filter(s -> s.length() >= TOLD_APART_MIN).toList();
      settings.forEach((setting, value) -> {
        if (values.stream().anyMatch(value::contains)) {
          throw new NodeConfigException(
              "holdfast.settings.%s contains the secret %s, and objects can read it. Remove it."
                  .formatted(setting, name));
        }
      });
    }
  }

  /** The names as a set; throws {@link NodeConfigException} naming the one that may not be. */
  static Set<String> requireSecrets(String key, Collection<String> names) {
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new NodeConfigException(
            "%s names '%s', which is no name of a variable. Use letters, digits and '_'."
                .formatted(key, name));
      }
      if (name.toUpperCase(Locale.ROOT).startsWith(OWN)) {
        throw new NodeConfigException(
            "%s names %s, which protects the node itself and never leaves it. Remove it."
                .formatted(key, name));
      }
    }
    if (names.size() > SECRETS_MAX) {
      throw new NodeConfigException(
          "%s has %d names, limit %d. Remove those that no call needs."
              .formatted(key, names.size(), SECRETS_MAX));
    }
    return Set.copyOf(names);
  }

  /** Read anew each time, so that a file that was replaced counts at once. */
  Optional<String> secret(String name) {
    if (!secrets.contains(name)) {
      return Optional.empty();
    }
    try {
      return environment.find(name);
    } catch (NodeConfigException e) {
      if (unreadable.add(name)) {
        log().warn("a call needs a secret that cannot be read: {}", e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Made when it is needed: this class is in use before logging is set up, which it would end. */
  private static Logger log() {
    return LoggerFactory.getLogger(CallNames.class);
  }

  Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /** Without its cause: what the parser says holds the address. */
  @SuppressWarnings("UnusedException")
  private static String checked(String name, String url) {
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null) {
        return url;
      }
    } catch (URISyntaxException holdsTheUrl) {
      // Said below.
    }
    throw new NodeConfigException(
        "%s is no address to call. Use http:// or https:// and a host, without user and password."
            .formatted(name));
  }

  private static String withoutSlash(String url) {
    int end = url.length();
    while (end > 0 && url.charAt(end - 1) == '/') {
      end--;
    }
    return url.substring(0, end);
  }
}
