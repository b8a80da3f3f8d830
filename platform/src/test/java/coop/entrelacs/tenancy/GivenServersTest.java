package coop.entrelacs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.Application;
import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.infra.DevServices;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** {@code ENTRELACS_POSTGRES_URL} and {@code ENTRELACS_REDIS_URL}: servers that an administrator runs, as the README asks for them. */
@Tag(EntrelacsTest.SERVERS)
class GivenServersTest {

    private static final String PASSWORD = "m:t/de p@sse%1";

    @Test
    void a_federation_lives_on_servers_of_ones_own() throws Exception {
        DevServices given = DevServices.beside();
        String address = given.postgresUrl();
        administrator(given, address, "CREATE ROLE given LOGIN CREATEROLE PASSWORD '" + PASSWORD + "'");
        administrator(given, address, "CREATE DATABASE given OWNER given");
        String host = address.substring("jdbc:postgresql://".length(), address.lastIndexOf('/'));
        String password = URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8).replace("+", "%20");

        try (var node = new SpringApplicationBuilder(Application.class)
                .run(
                        "--entrelacs.postgres.url=postgresql://given:" + password + "@" + host + "/given",
                        "--entrelacs.redis.url=" + given.redisUrl(),
                        "--entrelacs.master-key=" + EntrelacsTest.MASTER_KEY,
                        "--entrelacs.spare-schemas=0",
                        "--spring.main.banner-mode=off",
                        "--server.port=0")) {
            node.getBean(Tenants.class)
                    .add(new NewTenant(
                            new TenantId("own-servers"),
                            "Chez soi",
                            Tenant.Kind.FEDERATION,
                            null,
                            new LegalIdentity(
                                    "Chez soi",
                                    "SCOP SARL à capital variable",
                                    "732829320",
                                    null,
                                    null,
                                    "1 rue du Port",
                                    "44000",
                                    "Nantes",
                                    "FR",
                                    null,
                                    null,
                                    null,
                                    null),
                            null));

            assertThat(node.getBean(DatabaseServers.class).main().connect()).satisfies(connection -> {
                try (connection) {
                    assertThat(connection.getMetaData().getURL()).contains(host + "/given");
                }
            });
            assertThat(names(given, "jdbc:postgresql://" + host + "/given", """
                    SELECT nspname FROM pg_namespace WHERE nspname LIKE '%own_servers'"""))
                    .hasSize(1);
        }
    }

    private static void administrator(DevServices given, String address, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(address, given.superuser(), given.superuserPassword());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> names(DevServices given, String address, String sql) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(address, given.superuser(), given.superuserPassword());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }
}
