package coop.entrelacs.ui.kit;

import coop.entrelacs.tenancy.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may enter a view: those who hold one of the roles in the tenant of the address; with no role named, everyone who
 * holds any. A view without this annotation cannot be entered. To everyone else the view is not there (404). Services
 * check again: this only spares people pages of refusals.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface For {
    Role[] value() default {};
}
