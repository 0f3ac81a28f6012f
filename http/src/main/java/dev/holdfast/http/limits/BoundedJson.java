package dev.holdfast.http.limits;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.ProblemException;
import dev.holdfast.http.Problems;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads JSON from outside: strict UTF-8, nothing after the value, no name twice in an object, at
 * most {@value #DEPTH_MAX} levels. Anything else is answered 400.
 */
public final class BoundedJson {
  /** Levels of nesting. Telegram's deepest update has about 10; what goes past 19 is an attack. */
  public static final int DEPTH_MAX = 19;

  /** Digits of a number: a 64-bit integer has 19, a double's shortest form at most 25. */
  private static final int NUMBER_CHARS_MAX = 64;

  /** Characters of a member's name. */
  private static final int NAME_CHARS_MAX = 1_024;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(NUMBER_CHARS_MAX)
                          .maxNameLength(NAME_CHARS_MAX)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private static final ObjectReader EXACT =
      READER
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

  private BoundedJson() {}

  /**
   * Reads one JSON value. Throws a 400 problem that says what is wrong and where, without repeating
   * what was sent.
   */
  public static JsonNode parse(byte[] bytes) throws ProblemException {
    return parse(READER, bytes);
  }

  /** As {@link #parse}, but numbers keep all their digits: for what is stored as it came. */
  public static JsonNode parseExact(byte[] bytes) throws ProblemException {
    return parse(EXACT, bytes);
  }

  private static JsonNode parse(ObjectReader reader, byte[] bytes) {
    try (JsonParser parser = reader.getFactory().createParser(new StringReader(utf8(bytes)))) {
      JsonNode value = reader.readValue(parser);
      if (value == null || value.isMissingNode()) {
        throw malformed("it is empty");
      }
      return value;
    } catch (JsonProcessingException wrong) {
      var at = wrong.getLocation();
      throw malformed(
          at == null
              ? "it is nested deeper than %d levels or has an endless name or number"
                  .formatted(DEPTH_MAX)
              : "it cannot be read at line %d, column %d (or is nested deeper than %d levels there)"
                  .formatted(at.getLineNr(), at.getColumnNr(), DEPTH_MAX));
    } catch (NumberFormatException endless) {
      throw malformed("it has a number with an endless exponent");
    } catch (IOException impossible) {
      throw malformed("it cannot be read");
    }
  }

  /**
   * Reads a request's body. Nothing said is taken as JSON; saying something else is a mistake
   * better told than guessed, with 415.
   */
  public static JsonNode body(EdgeRequest request) throws ProblemException {
    String type = request.headers().first("content-type").orElse("application/json");
    String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!bare.equals("application/json")) {
      throw Problems.unsupportedType("application/json").exception();
    }
    return parse(request.body());
  }

  // Jackson's own UTF-8 reader lets some malformed sequences through; the JDK's decoder does not.
  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw malformed("it is not UTF-8");
    }
  }

  private static ProblemException malformed(String why) {
    return Problems.malformed("The body must be one JSON value; " + why + ".").exception();
  }
}
