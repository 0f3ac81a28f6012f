package dev.holdfast.http.call;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts secrets and settings where a call names them. */
final class Attachments {
  private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);

  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  /** Missing names that are logged: more are made of something that varies. */
  private static final int REPORTED_MAX = 1_000;

  private final Function<String, Optional<String>> secrets;
  private final Function<String, Optional<String>> settings;
  private final String userAgent;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  Attachments(
      Function<String, Optional<String>> secrets,
      Function<String, Optional<String>> settings,
      String userAgent) {
    this.secrets = secrets;
    this.settings = settings;
    this.userAgent = userAgent;
  }

  /** Where a call goes first. Throws when a secret or setting of its URL is missing. */
  Origin origin(Call.Http call) throws AttemptFailed {
    return Origin.of(url(call, new SecretMask()), Why.NOT_CONFIGURED);
  }

  AttachedCall attach(Call.Http call, String idempotencyKey, String traceparent)
      throws AttemptFailed {
    SecretMask mask = new SecretMask();
    URI url = url(call, mask);
    List<AttachedCall.Field> headers = headers(call, mask);
    if (!idempotencyKey.isEmpty()) {
      headers.add(field("Idempotency-Key", idempotencyKey));
    }
    if (TRACEPARENT.matcher(traceparent).matches()) {
      headers.add(field("traceparent", traceparent));
    }
    return new AttachedCall(
        call.method(), url, call.trusted(), List.copyOf(headers), body(call, mask), mask);
  }

  private URI url(Call.Http call, SecretMask mask) throws AttemptFailed {
    URI url = parsed(put(call.url(), mask));
    Origin origin = Origin.of(url, Why.NOT_CONFIGURED);
    if (call.url().parts().getFirst() instanceof Text.Part.Setting first) {
      // What follows the setting may come from an event: ":8080", "@host" or ".host" behind
      // "https://api.example.org" must not lead elsewhere with the setting's trust.
      Origin meant = Origin.of(parsed(value(first, mask)), Why.NOT_CONFIGURED);
      if (!meant.equals(origin)) {
        throw AttemptFailed.forGood(
            Why.REFUSED_ADDRESS, "what follows the configured address changes its host or port");
      }
    }
    return url;
  }

  private List<AttachedCall.Field> headers(Call.Http call, SecretMask mask) throws AttemptFailed {
    List<AttachedCall.Field> headers = new ArrayList<>();
    boolean named = false;
    for (Call.Header header : call.headers()) {
      String value = put(header.value(), mask);
      if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f))) {
        throw AttemptFailed.forGood(
            Why.NOT_CONFIGURED, "a secret or setting of this call cannot stand in a header");
      }
      headers.add(new AttachedCall.Field(header.name(), value, header.value().hasSecret()));
      named |= header.name().equalsIgnoreCase("User-Agent");
    }
    if (!named) {
      headers.add(field("User-Agent", userAgent));
    }
    // Nothing compressed: a few bytes that become a gigabyte are nothing an object asked for.
    headers.add(field("Accept-Encoding", "identity"));
    switch (call.body()) {
      case Call.Body.None _ -> {}
      case Call.Body.Bytes(String type, byte[] _) -> headers.add(field("Content-Type", type));
      case Call.Body.Words(String type, Text _) -> headers.add(field("Content-Type", type));
    }
    return headers;
  }

  private Optional<byte[]> body(Call.Http call, SecretMask mask) throws AttemptFailed {
    return switch (call.body()) {
      case Call.Body.None _ -> Optional.empty();
      case Call.Body.Bytes(String _, byte[] content) -> Optional.of(content);
      case Call.Body.Words(String _, Text content) ->
          Optional.of(put(content, mask).getBytes(StandardCharsets.UTF_8));
    };
  }

  private String put(Text text, SecretMask mask) throws AttemptFailed {
    StringBuilder whole = new StringBuilder();
    for (Text.Part part : text.parts()) {
      whole.append(value(part, mask));
    }
    return whole.toString();
  }

  private String value(Text.Part part, SecretMask mask) throws AttemptFailed {
    return switch (part) {
      case Text.Part.Literal(String text) -> text;
      case Text.Part.Setting(String name) -> found("setting", name, settings.apply(name));
      case Text.Part.Secret(String name) -> {
        String secret = found("secret", name, secrets.apply(name));
        mask.add(name, secret);
        yield secret;
      }
    };
  }

  private String found(String what, String name, Optional<String> value) throws AttemptFailed {
    if (value.isEmpty()) {
      if (reported.size() < REPORTED_MAX && reported.add(what + name)) {
        LOG.warn("a call names the {} {}, which this node does not have. Set it.", what, name);
      }
      throw AttemptFailed.forGood(
          Why.NOT_CONFIGURED, "a secret or setting that this call needs is not set");
    }
    return value.get();
  }

  /** Without a cause: what the parser says holds the URL. */
  @SuppressWarnings("UnusedException")
  private static URI parsed(String url) throws AttemptFailed {
    try {
      return new URI(url);
    } catch (URISyntaxException holdsTheUrl) {
      throw AttemptFailed.forGood(
          Why.NOT_CONFIGURED, "a secret or setting of this call cannot stand in a URL");
    }
  }

  private static AttachedCall.Field field(String name, String value) {
    return new AttachedCall.Field(name, value, false);
  }
}
