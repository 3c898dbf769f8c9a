import com.google.common.util.concurrent.Futures;
import com.google.firebase.rules.lang.CompileResult;
import com.google.firebase.rules.lang.FirebaseRulesProtoCompiler;
import com.google.firebase.rules.lang.common.FirebaseRulesLangOptions;
import com.google.firebase.rules.runtime.evaluators.AuthRuleEvaluator.RuleContext;
import com.google.firebase.rules.runtime.impl.DefaultEvaluator;
import com.google.firebase.rules.runtime.v1.ExpressionValue;
import com.google.firebase.rules.v1.File;
import com.google.firebase.rules.v1.Issue;
import com.google.firebase.rules.v1.Source;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.util.JsonFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Evaluates Cloud Storage security rules for firebase-tools, where its own program for that cannot be downloaded, with
 * the rules engine that the Firestore emulator carries. One JSON request a line on standard input, one JSON answer a line
 * on standard output: {@code load_ruleset} compiles the rules, {@code verify} asks them about one request. Rules that
 * read Firestore documents ({@code firestore.get}) are not supported: they deny, with a warning.
 */
public final class StorageRulesRuntime {
  /** firebase-tools takes an answer to this request ID as "ready". */
  private static final int READY = -1;

  private final Map<String, DefaultEvaluator> rulesets = new HashMap<>();
  private final PrintStream answers;

  private StorageRulesRuntime(PrintStream answers) {
    this.answers = answers;
  }

  public static void main(String[] args) throws IOException {
    PrintStream stdout = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // The engine's own chatter would break the protocol.
    System.setOut(System.err);
    new StorageRulesRuntime(stdout).serve();
  }

  private void serve() throws IOException {
    answer(READY, answerWith(new JsonObject()));
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      JsonObject request = JsonParser.parseString(line).getAsJsonObject();
      answer(request.get("id").getAsInt(), handle(request));
    }
  }

  private JsonObject handle(JsonObject request) {
    JsonObject context = request.getAsJsonObject("context");
    String action = request.get("action").getAsString();
    try {
      return switch (action) {
        case "load_ruleset" -> load(context);
        case "verify" -> verify(context);
        default -> throw new IllegalArgumentException("unknown action " + action);
      };
    } catch (Exception error) {
      return denied(error);
    }
  }

  private JsonObject load(JsonObject context) {
    Source.Builder source = Source.newBuilder();
    for (JsonElement element : context.getAsJsonObject("source").getAsJsonArray("files")) {
      JsonObject file = element.getAsJsonObject();
      source.addFiles(
          File.newBuilder().setName(file.get("name").getAsString()).setContent(file.get("content").getAsString()));
    }
    FirebaseRulesLangOptions options = FirebaseRulesLangOptions.builder().allowTernaryOperator(true).build();
    CompileResult compiled = FirebaseRulesProtoCompiler.createStandalone(options).compile(source.build());

    JsonObject result = new JsonObject();
    result.addProperty("rulesVersion", Math.max(1, compiled.getRulesetAst().getVersionValue()));
    JsonObject answer = answerWith(result);
    for (Issue issue : compiled.getIssues()) {
      boolean isError = issue.getSeverity() == Issue.Severity.ERROR;
      answer.getAsJsonArray(isError ? "errors" : "warnings").add(describe(issue));
    }
    if (answer.getAsJsonArray("errors").isEmpty()) {
      rulesets.put(context.get("rulesetName").getAsString(), new DefaultEvaluator(compiled.getRulesetAst()));
    }
    return answer;
  }

  private JsonObject verify(JsonObject context) throws Exception {
    RuleContext.Builder request =
        RuleContext.builder()
            .service(context.get("service").getAsString())
            .method(context.get("method").getAsString())
            .path(context.get("path").getAsString());
    for (Map.Entry<String, JsonElement> variable : context.getAsJsonObject("variables").entrySet()) {
      ExpressionValue.Builder value = ExpressionValue.newBuilder();
      JsonFormat.parser().ignoringUnknownFields().merge(variable.getValue().toString(), value);
      request.supplyVariable(variable.getKey(), Futures.immediateFuture(value.build()));
    }
    DefaultEvaluator rules = rulesets.get(context.get("rulesetName").getAsString());
    return answerWith(verdict(rules.evaluate(request.build()).get().permit()));
  }

  /** A rule that cannot be evaluated does not allow anything. */
  private static JsonObject denied(Exception error) {
    JsonObject answer = answerWith(verdict(false));
    answer.getAsJsonArray("warnings").add(String.valueOf(error.getCause() == null ? error : error.getCause()));
    return answer;
  }

  private static JsonObject verdict(boolean permit) {
    JsonObject result = new JsonObject();
    result.addProperty("permit", permit);
    return result;
  }

  private static JsonObject answerWith(JsonObject result) {
    JsonObject answer = new JsonObject();
    answer.addProperty("status", "ok");
    answer.add("result", result);
    answer.add("errors", new JsonArray());
    answer.add("warnings", new JsonArray());
    return answer;
  }

  /** The form firebase-tools reads: JSON in a string, with these field names. */
  private static String describe(Issue issue) {
    JsonObject position = new JsonObject();
    position.addProperty("fileName_", issue.getSourcePosition().getFileName());
    position.addProperty("line_", issue.getSourcePosition().getLine());
    JsonObject description = new JsonObject();
    description.addProperty("description_", issue.getDescription());
    description.add("sourcePosition_", position);
    return description.toString();
  }

  private void answer(int id, JsonObject answer) {
    answer.addProperty("id", id);
    answers.println(answer);
  }
}
