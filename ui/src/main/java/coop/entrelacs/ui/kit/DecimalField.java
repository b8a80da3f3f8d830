package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import coop.entrelacs.shared.InvalidField;
import java.math.BigDecimal;
import java.text.DecimalFormatSymbols;
import org.jspecify.annotations.Nullable;

/**
 * A field for a number that takes whatever one types or pastes and says what it understood, or why it did not. A text that is not
 * understood is no value: the former one is gone, and {@link #require} refuses it by name.
 */
@Tag("vaadin-text-field") // The browser's own number field drops the keys and pastes that it does not know.
@Uses(TextField.class)
public final class DecimalField extends BigDecimalField {

    private final Numbers.Kind kind;
    private transient Numbers.Reading.@Nullable Refused problem;

    private DecimalField(Numbers.Kind kind, String label) {
        super(label);
        this.kind = kind;
        setLocale(Texts.locale());
        addClassName("decimal");
    }

    /** Euros to the cent. */
    public static DecimalField money(String label) {
        return new DecimalField(Numbers.Kind.MONEY, label);
    }

    /** Euros, with more decimals than cents if one likes. */
    public static DecimalField price(String label) {
        return new DecimalField(Numbers.Kind.PRICE, label);
    }

    /** A quantity, hours, a rate. */
    public static DecimalField number(String label) {
        return new DecimalField(Numbers.Kind.NUMBER, label);
    }

    /** @throws InvalidField if what stands in the field is no number, or could be two */
    public void require(String name) {
        if (problem != null) {
            throw new InvalidField(name, problem.code(), problem.arguments().toArray());
        }
    }

    /** Whether what stands in the field is no number, or could be two. */
    public boolean isMisspelt() {
        return problem != null;
    }

    /** Shows again why the text is not understood; false if it is. */
    boolean complains() {
        return Numbers.complains(this, problem);
    }

    @Override
    protected void setModelValue(@Nullable BigDecimal value, boolean fromClient) {
        if (!fromClient) {
            problem = null;
            super.setModelValue(value, false);
            return;
        }
        char mark = DecimalFormatSymbols.getInstance(getLocale()).getDecimalSeparator();
        switch (Numbers.read(getElement().getProperty("value", ""), kind, mark)) {
            case Numbers.Reading.Nothing() -> {
                problem = null;
                super.setModelValue(null, true);
            }
            case Numbers.Reading.Decimal(BigDecimal number) -> {
                problem = null;
                if (getValueChangeMode() == ValueChangeMode.ON_CHANGE) {
                    // In the reader's own writing, so that they see what was understood; never under a hand that still
                    // types.
                    getElement().setProperty("value", number.toPlainString().replace('.', mark));
                }
                super.setModelValue(number, true);
            }
            case Numbers.Reading.Refused refused -> {
                problem = refused;
                super.setModelValue(null, true);
                complains();
            }
        }
    }

    @Override
    public void setValue(@Nullable BigDecimal value) {
        problem = null;
        super.setValue(value);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        getElement().executeJs("this.inputElement && this.inputElement.setAttribute('inputmode', 'decimal')");
    }
}
