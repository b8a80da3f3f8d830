package coop.entrelacs.payroll;

import coop.entrelacs.payroll.DsnTable.Block;
import coop.entrelacs.payroll.DsnTable.Rubric;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Social declarations as files: a rubric a line, {@code S21.G00.30.002,'Durand'}, in ISO 8859-1. The writer counts what it writes; the
 * reader checks a file against the table as the authorities' own checker would begin to, and gives the same tree back.
 */
final class DsnFile {

    private static final Pattern LINE = Pattern.compile("(S[0-9]{2}\\.G[0-9]{2}\\.[0-9]{2})\\.([0-9]{3}),'(.*)'");
    private static final String TOTALS = "S90.G00.90";
    private static final String DECLARATION = "S20.G00.05";

    private DsnFile() {}

    /**
     * Something that does not fit the table. It names the rubric and never its value, which may be somebody's.
     *
     * @param line of the file, from 1; 0 for the file as a whole
     * @param code message {@code dsn.finding.<code>}, with the rubric
     */
    record Finding(long line, String rubric, String code) {}

    /** What a file holds; the tree is whole where there are no findings. */
    record Read(@Nullable DsnNode root, List<Finding> findings) {}

    /** Writes block by block, so that a file of many thousand people is never whole in memory. */
    static final class Writer {
        private final DsnTable table;
        private final OutputStream out;
        private long rubrics;
        private long declarations;

        Writer(DsnTable table, OutputStream out) {
            this.table = table;
            this.out = out;
        }

        /** A block with all under it. */
        void write(DsnNode node) {
            Block block = table.block(node.block());
            if (block == null) {
                throw new IllegalArgumentException(node.block() + " is no block of the table");
            }
            declarations += node.block().equals(DECLARATION) ? 1 : 0;
            for (Map.Entry<String, String> value : node.values().entrySet()) {
                if (block.rubric(value.getKey()) == null) {
                    throw new IllegalArgumentException(
                            node.block() + "." + value.getKey() + " is no rubric of the table");
                }
                line(node.block() + "." + value.getKey(), value.getValue());
            }
            node.children().forEach(this::write);
        }

        /** The totals: the last block, which counts itself. */
        void end() {
            line(TOTALS + ".001", Long.toString(rubrics + 2));
            line(TOTALS + ".002", Long.toString(declarations));
        }

        private void line(String rubric, String value) {
            try {
                out.write((rubric + ",'" + value + "'\r\n").getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            rubrics++;
        }
    }

    static Read read(DsnTable table, byte[] file) {
        return new Reader(table).read(new String(file, StandardCharsets.ISO_8859_1));
    }

    private static final class Reader {
        private final DsnTable table;
        private final List<Finding> findings = new ArrayList<>();
        private final Deque<DsnNode> open = new ArrayDeque<>();
        private @Nullable DsnNode root;
        private long line;
        private long rubrics;
        private long declarations;
        private String lastNo = "";

        Reader(DsnTable table) {
            this.table = table;
        }

        Read read(String text) {
            for (String each : text.split("\r?\n", -1)) {
                line++;
                if (!each.isEmpty()) {
                    Matcher rubric = LINE.matcher(each);
                    if (rubric.matches()) {
                        rubrics++;
                        rubric(rubric.group(1), rubric.group(2), rubric.group(3));
                    } else {
                        findings.add(new Finding(line, "", "line-malformed"));
                    }
                }
            }
            while (!open.isEmpty()) {
                close(open.pop());
            }
            totals();
            return new Read(root, List.copyOf(findings));
        }

        private void rubric(String id, String no, String value) {
            String name = id + "." + no;
            Block block = table.block(id);
            Rubric rubric = block == null ? null : block.rubric(no);
            if (block == null || rubric == null) {
                findings.add(new Finding(line, name, "rubric-unknown"));
                return;
            }
            DsnNode current = open.peek();
            if (current == null || !current.block().equals(id) || no.compareTo(lastNo) <= 0) {
                current = begin(block);
                if (current == null) {
                    return;
                }
            }
            lastNo = no;
            current.values().put(no, value);
            if (!rubric.fits(value)) {
                findings.add(new Finding(line, name, "rubric-format"));
            }
        }

        private @Nullable DsnNode begin(Block block) {
            DsnNode node = DsnNode.of(block.id());
            declarations += block.id().equals(DECLARATION) ? 1 : 0;
            String parent = block.parent();
            if (parent == null) {
                if (root != null) {
                    findings.add(new Finding(line, block.id(), "block-repeated"));
                    return null;
                }
                root = node;
            } else {
                if (open.stream().noneMatch(above -> above.block().equals(parent))) {
                    findings.add(new Finding(line, block.id(), "block-without-parent"));
                    return null;
                }
                DsnNode above = open.element();
                while (!above.block().equals(parent)) {
                    close(open.pop());
                    above = open.element();
                }
                place(block, above);
                above.children().add(node);
            }
            open.push(node);
            lastNo = "";
            return node;
        }

        /** A block comes after those the table has before it, and not more often than it may. */
        private void place(Block block, DsnNode above) {
            if (above.children().isEmpty()) {
                return;
            }
            String before = above.children().getLast().block();
            if (before.equals(block.id())) {
                if (!block.repeated()) {
                    findings.add(new Finding(line, block.id(), "block-repeated"));
                }
                return;
            }
            Block earlier = table.block(before);
            if (earlier != null && table.place(earlier) > table.place(block)) {
                findings.add(new Finding(line, block.id(), "block-order"));
            }
        }

        private void close(DsnNode node) {
            Block block = table.block(node.block());
            if (block == null) {
                return;
            }
            for (Rubric rubric : block.rubrics()) {
                if (rubric.required() && !node.values().containsKey(rubric.no())) {
                    findings.add(new Finding(line, block.id() + "." + rubric.no(), "rubric-missing"));
                }
            }
            Map<String, Integer> times = new HashMap<>();
            node.children().forEach(child -> times.merge(child.block(), 1, Integer::sum));
            for (Block child : table.blocks()) {
                if (block.id().equals(child.parent()) && child.required() && !times.containsKey(child.id())) {
                    findings.add(new Finding(line, child.id(), "block-missing"));
                }
            }
        }

        private void totals() {
            DsnNode whole = root;
            if (whole == null) {
                findings.add(new Finding(0, "", "file-empty"));
                return;
            }
            whole.children().stream()
                    .filter(child -> child.block().equals(TOTALS))
                    .findFirst()
                    .ifPresent(totals -> {
                        if (!Long.toString(rubrics).equals(totals.values().get("001"))) {
                            findings.add(new Finding(line, TOTALS + ".001", "total-wrong"));
                        }
                        if (!Long.toString(declarations).equals(totals.values().get("002"))) {
                            findings.add(new Finding(line, TOTALS + ".002", "total-wrong"));
                        }
                    });
        }
    }
}
