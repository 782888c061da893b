package org.sleepquiz.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.sleepquiz.messages.UserSleepCommand;
import org.sleepquiz.messages.UserSleepEvent;

/** Which room may know which (docs/architecture.md). */
@AnalyzeClasses(packages = "org.sleepquiz", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {

    @ArchTest // #2
    static final ArchRule messagesKnowNobodyAndNoFramework = classes()
            .that()
            .resideInAPackage("org.sleepquiz.messages..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.sleepquiz.messages..",
                    "java..",
                    "tools.jackson..",
                    "com.fasterxml.jackson.annotation..",
                    "org.jspecify..");

    @ArchTest // #2
    static final ArchRule theEventStoreKnowsMessagesOnly =
            onlyKnows("eventstore", "org.sleepquiz.eventstore..", "org.sleepquiz.messages..");

    @ArchTest // #2
    static final ArchRule theHttpEdgeKnowsNobody = onlyKnows("httpedge", "org.sleepquiz.httpedge..");

    @ArchTest // #2
    static final ArchRule theCommandSideKnowsSharedEventsOnly = onlyKnows(
            "command",
            "org.sleepquiz.command..",
            "org.sleepquiz.messages..",
            "org.sleepquiz.eventstore..",
            "org.sleepquiz.httpedge..");

    @ArchTest // #2
    static final ArchRule theQuerySideKnowsSharedEventsOnly = onlyKnows(
            "query",
            "org.sleepquiz.query..",
            "org.sleepquiz.messages..",
            "org.sleepquiz.eventstore..",
            "org.sleepquiz.httpedge..");

    @ArchTest // #2
    static final ArchRule theBotGatewayKnowsMessagesAndTheEdgeOnly =
            onlyKnows("bot", "org.sleepquiz.bot..", "org.sleepquiz.messages..", "org.sleepquiz.httpedge..");

    @ArchTest // #2
    static final ArchRule theBotGatewayHasNoAxon = noClasses()
            .that()
            .resideInAPackage("org.sleepquiz.bot..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.axonframework..");

    @ArchTest // #4
    static final ArchRule ofTheBotGatewayOnlyWhatIsSentUnaskedKnowsKafka = noClasses()
            .that()
            .resideInAPackage("org.sleepquiz.bot..")
            .and()
            .resideOutsideOfPackage("org.sleepquiz.bot.prompts..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest // #2
    static final ArchRule theLocalTelegramAndTheEmbeddedServersKnowNobody = classes()
            .that()
            .resideInAnyPackage("org.sleepquiz.localtelegram..", "org.sleepquiz.embedded..")
            .should()
            .onlyDependOnClassesThat(resideInAPackage("org.sleepquiz.localtelegram..")
                    .or(resideInAPackage("org.sleepquiz.embedded.."))
                    .or(resideInAPackage("org.sleepquiz..").negate()));

    @ArchTest // #4
    static final ArchRule theImportKnowsMessagesOnly =
            onlyKnows("legacyimport", "org.sleepquiz.legacyimport..", "org.sleepquiz.messages..");

    @ArchTest // #2
    static final ArchRule theQuizRulesAreFreeOfFrameworks = classes()
            .that()
            .resideInAPackage("org.sleepquiz.command.quiz..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.sleepquiz.command.quiz..",
                    "org.sleepquiz.messages..",
                    "java..",
                    "org.jspecify..",
                    "org.pcollections..");

    @ArchTest // #2
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("org.sleepquiz.(*).(*)..").should().beFreeOfCycles();

    @ArchTest // #2
    static final ArchRule commandsAndEventsAreRecords = classes()
            .that()
            .implement(UserSleepCommand.class)
            .or()
            .implement(UserSleepEvent.class)
            .should()
            .beRecords();

    private static ArchRule onlyKnows(String room, String... packages) {
        return classes()
                .that()
                .resideInAPackage("org.sleepquiz." + room + "..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAPackage("org.sleepquiz..").negate().or(resideInAnyPackage(packages)))
                .as(room + " knows nobody but " + String.join(", ", packages));
    }
}
