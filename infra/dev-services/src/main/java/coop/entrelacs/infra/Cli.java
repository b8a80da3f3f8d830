package coop.entrelacs.infra;

import coop.entrelacs.infra.ApiClient.Credentials;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/**
 * The launcher's commands that talk to a running server. They sign in as the client that options or the environment name, in the demo
 * as the demo's own, and can do nothing that the API does not let that client do.
 */
@Command(
        name = "./entrelacs",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "Entrelacs 0.1.0",
        description = "Commands for a running Entrelacs.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 refused or not reached, 2 the command line is wrong.",
            "ENTRELACS_CLIENT and ENTRELACS_CLIENT_SECRET name the client where no option does; the demo's own where nothing does."
        })
final class Cli {

    private final Map<String, String> environment;
    private final PrintWriter out;

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "<url>",
            description = "Where the server is: ENTRELACS_URL, else this machine.")
    private @Nullable String url;

    @Option(
            names = "--client",
            scope = ScopeType.INHERIT,
            paramLabel = "<id>",
            description = "The OAuth2 client that asks: ENTRELACS_CLIENT, else the demo's.")
    private @Nullable String client;

    @Option(
            names = "--client-secret",
            scope = ScopeType.INHERIT,
            paramLabel = "<secret>",
            description = "Its secret; better in ENTRELACS_CLIENT_SECRET, which no shell history keeps.")
    private @Nullable String clientSecret;

    private Cli(Map<String, String> environment, PrintWriter out) {
        this.environment = Map.copyOf(environment);
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(
                List.of(arguments),
                System.getenv(),
                new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)));
    }

    /** Runs one command; returns the exit code of the process. */
    static int run(List<String> arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        Cli cli = new Cli(environment, out);
        CommandLine line = new CommandLine(cli)
                .addSubcommand(new TenantCommands(cli, out))
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof Refused) {
                        err.println(failure.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                });
        return line.execute(arguments.toArray(String[]::new));
    }

    @Command(description = "Print a bearer token of that tenant's demo client, or of the client that is named.")
    void token(@Parameters(paramLabel = "<tenant>", description = "The tenant's id.") String tenant) {
        out.println(api("demo-" + tenant).token());
    }

    /** The server's API as the client that is named, else as one of the demo. */
    ApiClient api(String demo) {
        String id = given(client, "ENTRELACS_CLIENT");
        if (id.isEmpty()) {
            return new ApiClient(server(), new Credentials(demo, demo + "-secret"), language());
        }
        String secret = given(clientSecret, "ENTRELACS_CLIENT_SECRET");
        if (secret.isEmpty()) {
            throw new Refused("Missing: ENTRELACS_CLIENT_SECRET, the secret of " + id);
        }
        return new ApiClient(server(), new Credentials(id, secret), language());
    }

    /** A value that must not stand in a shell's history. */
    String secret(String variable) {
        String value = given(null, variable);
        if (value.isEmpty()) {
            throw new Refused("Missing in the environment: " + variable);
        }
        return value;
    }

    private String given(@Nullable String option, String variable) {
        return (option == null ? environment.getOrDefault(variable, "") : option).strip();
    }

    /** {@code --url}, ENTRELACS_URL, else SERVER_PORT on this machine, else what the server left in the data folder, else 8080. */
    private URI server() {
        return url == null ? server(environment) : address(url);
    }

    static URI server(Map<String, String> environment) {
        String given = environment.getOrDefault("ENTRELACS_URL", "");
        if (!given.isBlank()) {
            return address(given);
        }
        String port = environment.getOrDefault("SERVER_PORT", "");
        if (port.isBlank()) {
            port = recordedPort(environment.getOrDefault("ENTRELACS_DATA", ""));
        }
        return URI.create("http://localhost:" + (port.isBlank() ? "8080" : port));
    }

    private static URI address(String given) {
        try {
            return URI.create(given.strip().replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new Refused(given + " is no address of a server.");
        }
    }

    /** A file as the person names it: from where they stand, which the launcher has left. */
    Path file(Path named) {
        return Path.of(environment.getOrDefault("ENTRELACS_FROM", "")).resolve(named);
    }

    private static String recordedPort(String data) {
        if (data.isBlank()) {
            return "";
        }
        try {
            return Files.readString(Path.of(data).resolve(RunState.FILE)).strip();
        } catch (IOException notRunningHere) {
            return "";
        }
    }

    private String language() {
        String locale = environment.getOrDefault("LC_ALL", environment.getOrDefault("LANG", ""));
        return locale.startsWith("fr") ? "fr" : "en";
    }
}
