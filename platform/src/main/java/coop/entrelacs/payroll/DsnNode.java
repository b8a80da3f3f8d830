package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One block of a social declaration: its rubrics by number, and the blocks under it in their order. */
record DsnNode(String block, SortedMap<String, String> values, List<DsnNode> children) {

    static DsnNode of(String block) {
        return new DsnNode(block, new TreeMap<>(), new ArrayList<>());
    }

    /** A rubric; an empty one is not written. */
    DsnNode with(String no, @Nullable String value) {
        String plain = value == null ? "" : plain(value);
        if (!plain.isEmpty()) {
            values.put(no, plain);
        }
        return this;
    }

    DsnNode with(String no, Money amount) {
        return with(no, amount.toString());
    }

    /** With the two decimals of rates and hours. */
    DsnNode with(String no, BigDecimal number) {
        return with(no, number.setScale(2, RoundingMode.HALF_UP).toPlainString());
    }

    DsnNode with(String no, @Nullable LocalDate day) {
        return with(no, day == null ? null : DsnTable.day(day));
    }

    DsnNode add(DsnNode child) {
        children.add(child);
        return this;
    }

    /** At most so many characters. */
    DsnNode cut(String no, @Nullable String value, int most) {
        String plain = value == null ? "" : plain(value);
        return with(
                no, plain.length() <= most ? plain : plain.substring(0, most).strip());
    }

    /** In the letters of the format: an apostrophe would end the value, what Latin-1 lacks becomes its plain letter or a space. */
    private static String plain(String value) {
        StringBuilder out = new StringBuilder(value.length());
        String spelled =
                value.replace("œ", "oe").replace("Œ", "OE").replace('’', ' ').replace('\'', ' ');
        spelled.codePoints().forEach(c -> {
            if (c >= ' ' && c <= 255 && (c < 127 || c > 160)) {
                out.appendCodePoint(c);
            } else {
                String bare = java.text.Normalizer.normalize(Character.toString(c), java.text.Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "");
                out.append(!bare.isEmpty() && bare.chars().allMatch(b -> b >= ' ' && b < 127) ? bare : " ");
            }
        });
        return out.toString().replaceAll(" +", " ").strip();
    }
}
