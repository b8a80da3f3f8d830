package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.Focusable;
import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.datetimepicker.DateTimePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.formlayout.FormLayout;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.shared.HasValidationProperties;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.timepicker.TimePicker;
import com.vaadin.flow.data.binder.HasValidator;
import com.vaadin.flow.data.binder.ValidationResult;
import com.vaadin.flow.data.binder.ValueContext;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ties fields of a form to the names by which services refuse them ({@code lines[0].quantity}), so that a refusal stands
 * where the hand is.
 */
public final class Fields {

    private static final String NAME = "entrelacs-field";

    private Fields() {}

    /** Names a field, anew where it had a name. Its error goes away when its value changes. */
    public static <C extends Component & HasValue<?, ?> & HasValidationProperties> C named(String name, C field) {
        boolean known = ComponentUtil.getData(field, NAME) != null;
        ComponentUtil.setData(field, NAME, name);
        if (known) {
            return field;
        }
        field.addValueChangeListener(change -> {
            field.setInvalid(false);
            field.setErrorMessage(null);
        });
        return field;
    }

    /** The name by which services refuse what stands in the field. */
    public static String nameOf(Component field) {
        return String.valueOf(ComponentUtil.getData(field, NAME));
    }

    public static TextField text(String name, String label, @Nullable String value) {
        TextField field = named(name, new TextField(label));
        field.setValue(value == null ? "" : value);
        return field;
    }

    public static TextArea area(String name, String label, @Nullable String value) {
        TextArea field = named(name, new TextArea(label));
        field.setValue(value == null ? "" : value);
        return field;
    }

    public static DatePicker day(String name, String label, @Nullable LocalDate value) {
        DatePicker field = named(name, Pickers.day(label));
        field.setValue(value);
        return field;
    }

    /** A decimal number, typed as the reader's language writes it. */
    public static BigDecimalField number(String name, String label, @Nullable BigDecimal value) {
        DecimalField field = named(name, DecimalField.number(label));
        field.setValue(value);
        return field;
    }

    /** An amount of euros. */
    public static BigDecimalField euros(String name, String label, @Nullable Money value) {
        DecimalField field = named(name, DecimalField.money(label));
        field.setValue(value == null ? null : value.toEuros());
        field.setSuffixComponent(new Span("€"));
        return field;
    }

    /** One of a few. */
    public static <T> Select<T> choice(
            String name, String label, Collection<T> items, Function<T, String> words, @Nullable T value) {
        Select<T> field = named(name, new Select<>());
        field.setLabel(label);
        field.setItems(items);
        field.setItemLabelGenerator(words::apply);
        field.setValue(value);
        return field;
    }

    /** What was typed, or null for nothing. */
    public static @Nullable String typed(HasValue<?, String> field) {
        String value = field.getValue();
        return value == null || value.isBlank() ? null : value.strip();
    }

    /**
     * The amount in a field.
     *
     * @throws InvalidField if nothing, or parts of a cent, stand in it
     */
    public static Money money(String name, BigDecimalField field) {
        if (field instanceof DecimalField typed) {
            typed.require(name);
        }
        BigDecimal value = field.getValue();
        if (value == null) {
            throw new InvalidField(name, "required");
        }
        try {
            return Money.of(value);
        } catch (ArithmeticException e) {
            throw new InvalidField(name, "malformed-money");
        }
    }

    /** Fields under each other on a phone, beside each other where there is room. */
    public static FormLayout form(Component... fields) {
        FormLayout form = new FormLayout();
        form.setAutoResponsive(true);
        form.setAutoRows(true);
        form.setExpandFields(true);
        form.setExpandColumns(true);
        form.add(fields);
        return form;
    }

    /** The dialog on top of the page, if one is open. */
    static Optional<Dialog> openDialog(UI ui) {
        return all(ui).filter(Dialog.class::isInstance)
                .map(Dialog.class::cast)
                .filter(Dialog::isOpened)
                .reduce((under, over) -> over);
    }

    /** Shows a sentence at the field of that name in a page or dialog, the one attached last if there are several; false if there is none. */
    static boolean refuse(Component form, String name, String sentence) {
        Optional<Component> found = all(form)
                .filter(one -> name.equals(ComponentUtil.getData(one, NAME)) && one.isVisible())
                .reduce((before, last) -> last);
        found.ifPresent(component -> {
            HasValidationProperties field = (HasValidationProperties) component;
            field.setErrorMessage(sentence);
            field.setInvalid(true);
            if (component instanceof Focusable<?> focusable) {
                focusable.focus();
            }
        });
        return found.isPresent();
    }

    /**
     * Whether a number, a day or a time stands misspelt in the form around a component, which is its dialog or else its page. The first
     * such field says why and takes the focus. Without this a text that is not understood would count as an empty field.
     */
    static boolean holdMisspelt(Component component) {
        Component form = component;
        while (!(form instanceof Dialog || form instanceof Main)
                && form.getParent().isPresent()) {
            form = form.getParent().get();
        }
        Deque<Component> open = new ArrayDeque<>();
        open.push(form);
        while (!open.isEmpty()) {
            Component next = open.removeLast();
            // a text is no field, and cannot say whether it is visible
            if (next instanceof Focusable<?> field && next.isVisible() && field.isEnabled() && isMisspelt(next)) {
                field.focus();
                return true;
            }
            next.getChildren().forEach(open::push);
        }
        return false;
    }

    private static boolean isMisspelt(Component component) {
        return switch (component) {
            case DecimalField field -> field.complains();
            case WholeField field -> field.complains() || isBad(field);
            case DatePicker field -> isBad(field);
            case TimePicker field -> isBad(field);
            case DateTimePicker field -> isBad(field);
            default -> false;
        };
    }

    /** A value that is none though something is typed, or one out of bounds; the field shows its own sentence. */
    private static <V, C extends HasValue<?, V> & HasValidator<V> & HasValidationProperties> boolean isBad(C field) {
        ValidationResult result = field.getDefaultValidator().apply(field.getValue(), new ValueContext(null, field));
        if (result.isError()) {
            field.setInvalid(true);
            if (!result.getErrorMessage().isEmpty()) {
                field.setErrorMessage(result.getErrorMessage());
            }
        }
        return result.isError();
    }

    /** All that is in a component, it first. */
    static Stream<Component> all(Component form) {
        Stream.Builder<Component> all = Stream.builder();
        Deque<Component> open = new ArrayDeque<>();
        open.push(form);
        while (!open.isEmpty()) {
            Component component = open.removeLast();
            all.add(component);
            component.getChildren().forEach(open::push);
        }
        return all.build();
    }
}
