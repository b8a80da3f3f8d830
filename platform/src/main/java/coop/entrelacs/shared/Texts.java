package coop.entrelacs.shared;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a text may be made of, wherever it enters. Refused are the characters that no database, file or bank takes (control
 * characters but tab and line breaks, halves of characters, code points that are no characters) and those that nobody sees and that
 * make a name look like another (zero-width characters, marks that turn the writing's direction). Two invisible characters stay: the
 * joiners of Persian, of Indian scripts and of emoji, but not beside a Latin letter or a blank, where they join nothing.
 */
public final class Texts {

    private static final int NON_JOINER = 0x200c;
    private static final int JOINER = 0x200d;

    /** Signs that Unicode counts among the format characters and that one sees. */
    private static final Set<Integer> SEEN =
            Set.of(0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6dd, 0x70f, 0x890, 0x891, 0x8e2, 0x110bd, 0x110cd);

    private Texts() {}

    /**
     * The text itself.
     *
     * @throws InvalidField if it holds a character that may not enter
     */
    public static String checked(String field, String text) {
        refused(text).ifPresent(character -> {
            throw new InvalidField(field, "character-refused", written(character));
        });
        return text;
    }

    /**
     * The text itself, for what stands on one line: a name, a label.
     *
     * @throws InvalidField likewise, and for a tab or a line break
     */
    public static String line(String field, String text) {
        if (text.chars().anyMatch(c -> c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)) {
            throw new InvalidField(field, "control-character");
        }
        return checked(field, text);
    }

    /**
     * The form itself, for one that somebody fills whose texts all stand on one line.
     *
     * @throws InvalidField for the first text in it that may not enter; what was stored once is read without this
     */
    public static <T extends Record> T lines(T form) {
        walk(form, "", Texts::line);
        return form;
    }

    /** Likewise for a form whose texts may have several lines. */
    public static <T extends Record> T all(T form) {
        walk(form, "", Texts::checked);
        return form;
    }

    private static void walk(@Nullable Object value, String at, BiConsumer<String, String> check) {
        switch (value) {
            case String text -> check.accept(at, text);
            case Collection<?> many -> {
                int i = 0;
                for (Object one : many) {
                    walk(one, at + "[" + i++ + "]", check);
                }
            }
            case Record whole -> {
                for (RecordComponent component : whole.getClass().getRecordComponents()) {
                    if (!component.getType().isPrimitive()) {
                        walk(valueOf(component, whole), (at.isEmpty() ? "" : at + ".") + component.getName(), check);
                    }
                }
            }
            case null, default -> {
                // No text.
            }
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Record whole) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(whole);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first character that may not enter. */
    static OptionalInt refused(String text) {
        int before = ' ';
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            int after = i < text.length() ? text.codePointAt(i) : ' ';
            if (isRefused(character, before, after)) {
                return OptionalInt.of(character);
            }
            before = character;
        }
        return OptionalInt.empty();
    }

    private static boolean isRefused(int character, int before, int after) {
        if ((character >= ' ' && character < 0x7f) || character == '\t' || character == '\n' || character == '\r') {
            return false;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE -> true;
            case Character.FORMAT ->
                !SEEN.contains(character)
                        && !isTagOfAFlag(character)
                        && !((character == JOINER || character == NON_JOINER) && joins(before) && joins(after));
            // U+FFFE, U+FFFF and the like: code points that Unicode promises never to give a meaning.
            case Character.UNASSIGNED -> (character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef);
            default -> false;
        };
    }

    /** The flags of England, Scotland and Wales are written by tags. */
    private static boolean isTagOfAFlag(int character) {
        return character >= 0xe0020 && character <= 0xe007f;
    }

    private static boolean joins(int neighbour) {
        return !Character.isWhitespace(neighbour)
                && neighbour >= 0x80
                && Character.UnicodeScript.of(neighbour) != Character.UnicodeScript.LATIN;
    }

    private static String written(int character) {
        return String.format(Locale.ROOT, "U+%04X", character);
    }
}
