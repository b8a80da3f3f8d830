package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.Uses;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import java.math.BigDecimal;
import java.text.DecimalFormatSymbols;
import org.jspecify.annotations.Nullable;

/**
 * A field for a whole number, read as {@link DecimalField} reads: the browser's own field drops what it does not know, and an optional
 * number that was not understood would count as none.
 */
@Tag("vaadin-text-field")
@Uses(TextField.class)
public final class WholeField extends IntegerField {

    private transient Numbers.Reading.@Nullable Refused problem;

    public WholeField(String label) {
        super(label);
        addClassName("decimal");
    }

    /** Shows again why the text is not understood; false if it is. */
    boolean complains() {
        return Numbers.complains(this, problem);
    }

    @Override
    protected void setModelValue(@Nullable Integer value, boolean fromClient) {
        if (!fromClient) {
            problem = null;
            super.setModelValue(value, false);
            return;
        }
        char mark = DecimalFormatSymbols.getInstance(Texts.locale()).getDecimalSeparator();
        switch (Numbers.whole(getElement().getProperty("value", ""), mark)) {
            case Numbers.Reading.Nothing() -> {
                problem = null;
                super.setModelValue(null, true);
            }
            case Numbers.Reading.Decimal(BigDecimal number) -> {
                problem = null;
                getElement().setProperty("value", number.toPlainString());
                super.setModelValue(number.intValueExact(), true);
            }
            case Numbers.Reading.Refused refused -> {
                problem = refused;
                super.setModelValue(null, true);
                complains();
            }
        }
    }

    @Override
    public void setValue(@Nullable Integer value) {
        problem = null;
        super.setValue(value);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        getElement().executeJs("this.inputElement && this.inputElement.setAttribute('inputmode', 'numeric')");
    }
}
