package coop.entrelacs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.web.bind.annotation.RestController;

/** The rules of the house that a compiler does not know. */
class ArchitectureTest {

    private static final JavaClasses PLATFORM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // The development servers are no part of the product.
            .withImportOption(location -> !location.contains("coop/entrelacs/infra"))
            .importPackages("coop.entrelacs");

    private static final Set<Class<?>> DATED = Set.of(
            LocalDate.class,
            LocalDateTime.class,
            LocalTime.class,
            ZonedDateTime.class,
            OffsetDateTime.class,
            Year.class,
            YearMonth.class);

    @Test
    void every_module_uses_only_what_it_says_and_only_in_one_direction() {
        ApplicationModules.of(Application.class).verify();
    }

    @Test
    void only_federation_and_collaboration_pass_the_door_between_tenants() {
        noClasses()
                .that(are(not(resideInAnyPackage(
                        "coop.entrelacs.federation..", "coop.entrelacs.collaboration..", "coop.entrelacs.tenancy.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("coop.entrelacs.tenancy.crossing..")
                .because("a fact that concerns two tenants is two local facts and a message")
                .check(PLATFORM);
    }

    @Test
    void the_shared_words_are_plain_java() {
        noClasses()
                .that()
                .resideInAPackage("coop.entrelacs.shared..")
                .should()
                .dependOnClassesThat(are(not(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.springframework.modulith..",
                        "coop.entrelacs.shared..",
                        // plain Java too: the check digits of accounts
                        "org.iban4j..",
                        "com.fasterxml.jackson.annotation.."))))
                .because("money, rates and refusals must be usable in a test without anything else")
                .check(PLATFORM);
    }

    @Test
    void dependencies_come_through_constructors() {
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(PLATFORM);
    }

    @Test
    void a_day_is_never_a_java_util_date() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(java.util.Date.class, java.util.Calendar.class, java.text.SimpleDateFormat.class)
                .allowEmptyShould(true)
                .check(PLATFORM);
    }

    @Test
    void nobody_asks_the_machine_which_day_it_is() {
        noClasses()
                .should()
                .callMethodWhere(nowWithoutAClock())
                .because("tests move the injected clock, and the machine's zone is not the cooperative's")
                .check(PLATFORM);
    }

    @Test
    void the_console_is_for_the_log() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(PLATFORM);
    }

    @Test
    void entities_stay_inside_their_module_and_change_by_what_the_domain_does() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .notBePublic()
                .allowEmptyShould(true)
                .check(PLATFORM);
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(Entity.class)
                .or()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(Embeddable.class)
                .and()
                .haveNameMatching("set[A-Z].*")
                .should()
                .bePublic()
                .allowEmptyShould(true)
                .check(PLATFORM);
    }

    @Test
    void controllers_are_named_for_the_api_and_hidden_in_their_module() {
        classes()
                .that()
                .areAnnotatedWith(RestController.class)
                .should()
                .bePackagePrivate()
                .andShould()
                .haveSimpleNameEndingWith("Api")
                .check(PLATFORM);
    }

    @Test
    void nothing_is_called_an_implementation() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .because("an interface with one implementation is a layer that only forwards")
                .check(PLATFORM);
    }

    @Test
    void no_state_is_shared_by_all_tenants_in_a_static_field_that_changes() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("what a request leaves in a static field is found by the next tenant's request")
                .check(PLATFORM);
    }

    @Test
    void transactions_are_not_asked_for_where_spring_cannot_begin_them() {
        methods()
                .that()
                .areAnnotatedWith(org.springframework.transaction.annotation.Transactional.class)
                .should()
                .notBePrivate()
                .andShould()
                .notBeFinal()
                .allowEmptyShould(true)
                .check(PLATFORM);
    }

    private static DescribedPredicate<JavaCall<?>> nowWithoutAClock() {
        return new DescribedPredicate<>("now() of a date without a clock") {
            @Override
            public boolean test(JavaCall<?> call) {
                JavaClass owner = call.getTargetOwner();
                return call.getName().equals("now")
                        && DATED.stream().anyMatch(owner::isEquivalentTo)
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(parameter -> parameter.isEquivalentTo(java.time.Clock.class));
            }
        };
    }
}
