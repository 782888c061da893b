package org.sleepquiz.httpedge;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.catalina.core.StandardHost;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Puts the edge around a side's controllers. */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Import({Problems.class, ErrorPage.class})
class HttpEdge {

    private static final String[] OPEN = {
        "/actuator/health/**", "/v3/api-docs/**", "/v3/api-docs.yaml", "/swagger-ui.html", "/swagger-ui/**", "/error"
    };

    /** What is decided about a path that no side's rules name. */
    private static final AuthorizationDecision NOWHERE = new AuthorizationDecision(false);

    @Bean
    SecurityFilterChain securityFilterChain(HttpSecurity http, AccessRules rules, JsonMapper json) {
        AuthenticationEntryPoint unauthenticated = (request, response, refusal) -> {
            // the bearer entry point sets status and WWW-Authenticate, as RFC 6750 wants them
            new BearerTokenAuthenticationEntryPoint().commence(request, response, refusal);
            write(response, json, ProblemCode.UNAUTHENTICATED.problem("A valid bearer token is needed"));
        };
        AccessDeniedHandler forbidden = (request, response, refusal) -> write(
                response,
                json,
                refusal instanceof AuthorizationDeniedException denied && denied.getAuthorizationResult() == NOWHERE
                        ? ProblemCode.NOT_FOUND.problem("There is nothing here")
                        : ProblemCode.FORBIDDEN.problem("The token's role does not allow this"));
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // no cookies, no sessions: nothing that a forged request could ride on
                .csrf(csrf -> csrf.disable())
                .logout(logout -> logout.disable())
                .requestCache(cache -> cache.disable())
                .authorizeHttpRequests(requests -> {
                    requests.requestMatchers(OPEN).permitAll();
                    rules.apply(requests);
                    // whoever is somebody is told that there is nothing; nobody else is told anything
                    requests.anyRequest().access((who, request) -> NOWHERE);
                })
                .oauth2ResourceServer(server -> server.jwt(jwt -> {})
                        .bearerTokenResolver(new BearerToken())
                        .authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(forbidden))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated).accessDeniedHandler(forbidden))
                .build();
    }

    /** A request is measured once, as a whole, and not again at each of the filters. */
    @Bean
    SecurityObservationSettings noObservationPerFilter() {
        return SecurityObservationSettings.noObservations();
    }

    /** Spring's own, which would match every header of every request, and so every character of the token, to a regular expression. */
    @Bean
    HttpFirewall httpFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderNames(HttpEdge::isPrintable);
        firewall.setAllowedHeaderValues(HttpEdge::isPrintable);
        return firewall;
    }

    /** What the firewall turns away, in the form that every other refusal has. */
    @Bean
    RequestRejectedHandler requestRejectedHandler(JsonMapper json) {
        return (request, response, rejected) -> write(
                response, json, ProblemCode.MALFORMED.problem("The address or a header is not of the right form"));
    }

    /** What the container turns away before any filter sees it: an address or headers that it cannot or will not read. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemsOfTheContainer(JsonMapper json) {
        return factory -> factory.addContextCustomizers(context -> {
            StandardHost host = (StandardHost) context.getParent();
            host.getPipeline().addValve(new ContainerProblems(json));
            host.setErrorReportValveClass(ContainerProblems.class.getName());
        });
    }

    /** All characters assigned and none a control character, as Spring has it. */
    private static boolean isPrintable(String header) {
        return header.codePoints().allMatch(each -> Character.isDefined(each) && !Character.isISOControl(each));
    }

    /**
     * Beside what Spring looks at (signature, times, audience): a token says who made it and when it ends.
     *
     * @param issuer the installation's own, or that of the identity provider whose public key the sides have
     */
    @Bean
    OAuth2TokenValidator<Jwt> issuerAndEnd(@Value("${sleepquiz.jwt.issuer:" + TokenIssuer.ISSUER + "}") String issuer) {
        JwtTimestampValidator ends = new JwtTimestampValidator();
        ends.setAllowEmptyExpiryClaim(false);
        return new DelegatingOAuth2TokenValidator<>(new JwtIssuerValidator(issuer), ends);
    }

    @Bean
    Audit audit(@Value("${sleepquiz.audit.salt:}") String salt) {
        return new Audit(salt);
    }

    @Bean
    static BeanPostProcessor rememberedTokens() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof JwtDecoder decoder ? new RememberedTokens(decoder, Clock.systemUTC()) : bean;
            }
        };
    }

    /** The description of an API, with the token that Swagger UI asks for and what every call has in common. */
    @Bean
    OpenAPI openApi(@Value("${spring.application.name}") String side) {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("sleepquiz " + side)
                                .version("v1")
                                .description(
                                        "Send a token of ./sleepquiz token ROLE. Errors are RFC 9457 problems with a stable code."))
                .components(new Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }

    @Bean
    OpenApiCustomizer whatEveryCallHasInCommon() {
        return api -> {
            if (api.getPaths() == null) {
                return;
            }
            api.getPaths().values().forEach(path -> {
                path.readOperations()
                        .forEach(operation -> operation
                                .getResponses()
                                .addApiResponse(
                                        "default",
                                        new ApiResponse()
                                                .description("A problem; `code` says which")
                                                .content(new Content()
                                                        .addMediaType(
                                                                MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                                                new io.swagger.v3.oas.models.media.MediaType()))));
                if (path.getGet() != null) {
                    path.getGet()
                            .addParametersItem(new HeaderParameter()
                                    .name(PositionHeaders.WAIT_FOR)
                                    .schema(new IntegerSchema())
                                    .description("Do not answer before this position of this user's is known: the "
                                            + PositionHeaders.EVENT_POSITION + " of a command's reply"));
                }
            });
        };
    }

    /** What comes from outside is read strictly: a misspelt property is told, not dropped; 7.5 is not rounded to 7. */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder -> builder.enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }

    /** Behind the check of the token and the admission: of a request that is refused there, nothing is read. */
    @Bean
    FilterRegistrationBean<BodyLimit> bodyLimit(
            @Value("${sleepquiz.http.max-body-bytes:65536}") int maxBytes,
            @Value("${sleepquiz.http.max-batch-bytes:1048576}") int maxBatchBytes,
            JsonMapper json) {
        FilterRegistrationBean<BodyLimit> registration =
                new FilterRegistrationBean<>(new BodyLimit(maxBytes, maxBatchBytes, json));
        registration.setOrder(Admission.ORDER + 1);
        return registration;
    }

    /** A reply goes out when it is complete, with its length and in one piece. Spring MVC would send it in two, by flushing early. */
    @Bean
    FilterRegistrationBean<Filter> repliesInOnePiece() {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(
                (request, response, chain) -> chain.doFilter(request, new InOnePiece((HttpServletResponse) response)));
        registration.setOrder(Admission.ORDER + 2);
        return registration;
    }

    private static final class InOnePiece extends HttpServletResponseWrapper {

        InOnePiece(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void flushBuffer() {
            // the container does, at the end or when its buffer is full
        }
    }

    static void write(HttpServletResponse response, JsonMapper json, ProblemDetail problem) throws IOException {
        response.setStatus(problem.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(json.writeValueAsString(problem));
    }
}
