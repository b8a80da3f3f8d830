package coop.entrelacs;

import com.openhtmltopdf.util.XRLog;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.modulith.Modulithic;

/** Starts the one deployable: API, identity provider and, when the ui module is on the class path, the pages. */
@Modulithic(
        systemName = "Entrelacs",
        sharedModules = {"shared", "tenancy"})
@SpringBootApplication
public class Application {

    static {
        // The PDF library tells of every font and stylesheet on the console; what goes wrong it throws.
        XRLog.setLoggingEnabled(false);
    }

    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }
}
