package coop.entrelacs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's address says where it is; it is no way to have the driver load classes or read files. */
class ServerAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db.example.org:5432/entrelacs",
                "jdbc:postgresql://db1:5432,db2:5432/entrelacs?targetServerType=primary&sslmode=verify-full",
                "jdbc:postgresql://[::1]/entrelacs?connectTimeout=5"
            })
    void a_place_is_taken(String url) {
        assertThat(new ServerRegistry.NewServer("third", url, "provisioner", "secret").url())
                .isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/entrelacs?socketFactory=org.springframework.context.support.ClassPathXmlApplicationContext",
                "jdbc:postgresql://db/entrelacs?sslmode=disable&loggerFile=/tmp/x",
                "jdbc:postgresql://db/entrelacs?sslfactory=x.Y",
                "jdbc:postgresql://db/entrelacs?connectTimeout=5&sslkey=/etc/passwd",
                "jdbc:postgresql://db/entrelacs?options=-c%20role=postgres",
                "jdbc:postgresql://u:p@db/entrelacs",
                "jdbc:postgresql://db",
                "jdbc:h2:mem:x"
            })
    void anything_else_is_refused(String url) {
        assertThatThrownBy(() -> new ServerRegistry.NewServer("third", url, "provisioner", "secret"))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.code()).isEqualTo("server-url"));
    }
}
