package coop.entrelacs.ui.kit;

import coop.entrelacs.tenancy.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The page on which someone of these roles finds their own work: where they land. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface HomeOf {

    Role[] value();
}
