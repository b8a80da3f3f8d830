package coop.entrelacs.config;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the YAML files under {@code tenants-config/} of the class path. */
public final class ConfigFiles {

    static final String ROOT = "tenants-config/";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private ConfigFiles() {}

    /**
     * Reads one file into a record.
     *
     * @param path below {@code tenants-config/}, as {@code charts/pcg-2026.yaml}
     * @throws BadConfig naming file, line and reason
     */
    public static <T> T read(String path, Class<T> type) {
        try (InputStream in = open(path)) {
            return YAML.readValue(in, type);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new BadConfig(path, at == null ? 0 : at.getLineNr(), e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new BadConfig(path, 0, "cannot be read", e);
        }
    }

    /** The raw text, for parsers that need the line of every value. */
    public static String text(String path) {
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadConfig(path, 0, "cannot be read", e);
        }
    }

    /** The paths of the files of one folder that end in {@code .yaml}, sorted. */
    public static List<String> list(String folder) {
        try {
            Resource[] found =
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + ROOT + folder + "/*.yaml");
            return java.util.Arrays.stream(found)
                    .map(r -> folder + "/" + r.getFilename())
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadConfig(folder, 0, "cannot be listed", e);
        }
    }

    private static InputStream open(String path) {
        InputStream in = ConfigFiles.class.getClassLoader().getResourceAsStream(ROOT + path);
        if (in == null) {
            throw new BadConfig(path, 0, "is not on the class path", null);
        }
        return in;
    }
}
